using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Log probabilities in the older shape: four lists beside each other (<c>tokens</c>, <c>token_logprobs</c>, <c>top_logprobs</c>, <c>text_offset</c>) in place of one of objects.
/// One for each answer: offsets count the characters before a token.
/// </summary>
internal sealed class CompletionLogprobs
{
    private readonly List<Token> _tokens = [];

    /// <summary>How many characters stand before the next token.</summary>
    public int Offset { get; set; }

    /// <summary>Writes what an upstream said: lists as they stand, objects in the older shape.</summary>
    public void Write(RawJson logprobs, Utf8JsonWriter json)
    {
        Read(logprobs);
        if (_tokens.Count == 0)
        {
            if (logprobs.Kind == JsonValueKind.Object)
                logprobs.WriteValue(json);
            else
                json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("tokens"u8);
        foreach (var token in _tokens)
            token.Text.WriteValue(json);
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs"u8);
        foreach (var token in _tokens)
            token.Logprob.WriteValue(json);
        json.WriteEndArray();
        WriteAlternatives(json);
        json.WriteStartArray("text_offset"u8);
        foreach (var token in _tokens)
        {
            json.WriteNumberValue(Offset);
            Offset += token.Text.ToString().Length;
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A list of objects, each of which has the alternatives by their text.</summary>
    private void WriteAlternatives(Utf8JsonWriter json)
    {
        if (!_tokens.Exists(static token => token.Alternatives.Kind == JsonValueKind.Array && token.Alternatives.Utf8.Length > 2))
        {
            json.WriteNull("top_logprobs"u8);
            return;
        }
        json.WriteStartArray("top_logprobs"u8);
        foreach (var token in _tokens)
        {
            json.WriteStartObject();
            foreach (var alternative in TokensOf(token.Alternatives))
            {
                json.WritePropertyName(alternative.Text.ToString());
                alternative.Logprob.WriteValue(json);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void Read(RawJson logprobs)
    {
        _tokens.Clear();
        if (logprobs.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(logprobs.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("content"u8) || name.SequenceEqual("refusal"u8))
                _tokens.AddRange(TokensOf(value));
        }
    }

    private static List<Token> TokensOf(RawJson list)
    {
        var tokens = new List<Token>();
        if (list.Kind != JsonValueKind.Array)
            return tokens;
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var item = JsonScan.ReadRaw(ref reader, list.Utf8);
            if (item.Kind == JsonValueKind.Object && TokenOf(item) is { Logprob.IsAbsent: false } token)
                tokens.Add(token);
        }
        return tokens;
    }

    private static Token TokenOf(RawJson item)
    {
        var token = default(Token);
        var members = new JsonMembers(item.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("token"u8) && value.Kind == JsonValueKind.String)
                token = token with { Text = value.AsText() };
            else if (name.SequenceEqual("logprob"u8) && value.Kind is JsonValueKind.Number or JsonValueKind.Null)
                token = token with { Logprob = value };
            else if (name.SequenceEqual("top_logprobs"u8))
                token = token with { Alternatives = value };
        }
        return token;
    }

    private readonly record struct Token(JsonText Text, RawJson Logprob, RawJson Alternatives);
}
