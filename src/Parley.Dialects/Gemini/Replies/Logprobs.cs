using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Log probabilities: <c>logprobsResult</c> against OpenAI's <c>{"content":[...]}</c>, which the model holds.</summary>
internal static class Logprobs
{
    /// <summary>The member's name, also of its spelling in extras.</summary>
    public const string Member = "logprobsResult";

    /// <summary>OpenAI's form of a <c>logprobsResult</c>.</summary>
    public static RawJson Read(RawJson result)
    {
        var node = SchemaNode.Of(result);
        var alternatives = node.Elements("topCandidates");
        var buffer = new ArrayBufferWriter<byte>(result.Utf8.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("content"u8);
            var place = 0;
            foreach (var chosen in node.Elements("chosenCandidates"))
            {
                writer.WriteStartObject();
                WriteToken(writer, SchemaNode.Of(chosen), "logProbability");
                writer.WriteStartArray("top_logprobs"u8);
                foreach (var alternative in place < alternatives.Count ? SchemaNode.Of(alternatives[place]).Elements("candidates") : [])
                {
                    writer.WriteStartObject();
                    WriteToken(writer, SchemaNode.Of(alternative), "logProbability");
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
                writer.WriteEndObject();
                place++;
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>Writes the pieces of OpenAI's form as one <c>logprobsResult</c>.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<RawJson> pieces)
    {
        var tokens = new List<SchemaNode>();
        foreach (var piece in pieces)
            tokens.AddRange(SchemaNode.Of(piece).Elements("content").ConvertAll(static token => SchemaNode.Of(token)));
        if (tokens.Count == 0)
            return;
        writer.WriteStartObject("logprobsResult"u8);
        writer.WriteStartArray("chosenCandidates"u8);
        foreach (var token in tokens)
            WriteCandidate(writer, token);
        writer.WriteEndArray();
        writer.WriteStartArray("topCandidates"u8);
        foreach (var token in tokens)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("candidates"u8);
            foreach (var alternative in token.Elements("top_logprobs"))
                WriteCandidate(writer, SchemaNode.Of(alternative));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter writer, SchemaNode token, string probability)
    {
        Copy(writer, "token", token["token"], "\"\"");
        Copy(writer, "logprob", token[probability], "0");
        writer.WriteNull("bytes"u8);
    }

    private static void WriteCandidate(Utf8JsonWriter writer, SchemaNode token)
    {
        writer.WriteStartObject();
        Copy(writer, "token", token["token"], "\"\"");
        Copy(writer, "logProbability", token["logprob"], "0");
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, string name, RawJson value, string missing)
    {
        writer.WritePropertyName(name);
        if (value.IsAbsent)
            writer.WriteRawValue(missing, skipInputValidation: true);
        else
            value.WriteValue(writer);
    }
}
