using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>
/// Log probabilities: Cohere's <c>{text, token_ids, logprobs}</c> against OpenAI's <c>{token, logprob}</c>, which the model holds. A text of several tokens is as likely as all of them together.
/// </summary>
internal static class Logprobs
{
    /// <summary>OpenAI's form of a list of items; absent when there is none.</summary>
    public static RawJson Read(IReadOnlyList<RawJson> items)
    {
        if (items.Count == 0)
            return default;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("content"u8);
            foreach (var item in items)
                WriteShared(writer, SchemaNode.Of(item));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>The tokens of OpenAI's form.</summary>
    public static IReadOnlyList<RawJson> TokensOf(RawJson logprobs) => SchemaNode.Of(logprobs).Elements("content");

    /// <summary>Writes one token of OpenAI's form as an item.</summary>
    public static void WriteItem(Utf8JsonWriter writer, RawJson token)
    {
        var node = SchemaNode.Of(token);
        writer.WriteStartObject();
        (node["token"] is { Kind: JsonValueKind.String } text ? text.AsText() : default).WriteMember(writer, "text"u8);
        if (node.Has("token_ids"))
        {
            OwnExtras.WriteMember(writer, "token_ids", node["token_ids"]);
        }
        else
        {
            writer.WriteStartArray("token_ids"u8);
            writer.WriteEndArray();
        }
        if (node.Has("logprobs"))
        {
            OwnExtras.WriteMember(writer, "logprobs", node["logprobs"]);
        }
        else if (node.Has("logprob"))
        {
            writer.WriteStartArray("logprobs"u8);
            node["logprob"].WriteValue(writer);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static void WriteShared(Utf8JsonWriter writer, SchemaNode item)
    {
        var values = item.Elements("logprobs");
        writer.WriteStartObject();
        (item["text"] is { Kind: JsonValueKind.String } text ? text.AsText() : default).WriteMember(writer, "token"u8);
        if (values.Count == 1)
            OwnExtras.WriteMember(writer, "logprob", values[0]);
        else
            WriteSum(writer, values);
        writer.WriteNull("bytes"u8);
        writer.WriteStartArray("top_logprobs"u8);
        writer.WriteEndArray();
        if (item.Has("token_ids"))
            OwnExtras.WriteMember(writer, "token_ids", item["token_ids"]);
        writer.WriteEndObject();
    }

    private static void WriteSum(Utf8JsonWriter writer, List<RawJson> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            var reader = value.CreateReader();
            sum += reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) ? number : 0;
        }
        writer.WriteNumber("logprob"u8, sum);
        writer.WriteStartArray("logprobs"u8);
        foreach (var value in values)
            value.WriteValue(writer);
        writer.WriteEndArray();
    }
}
