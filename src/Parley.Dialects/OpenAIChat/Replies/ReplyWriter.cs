using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes a whole reply for a caller.</summary>
internal static class ReplyWriter
{
    private const string UnnamedReply = "chatcmpl-0";

    /// <summary>Writes the body.</summary>
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("id"u8, IdOf(reply.Id, asked));
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, reply.Created ?? asked.Created);
        json.WriteString("model"u8, ModelOf(reply.Model, asked));
        json.WriteStartArray("choices"u8);
        for (var i = 0; i < reply.Choices.Count; i++)
            ChoiceWriter.Write(json, reply.Choices[i], i, reply.Dialect == Names.Dialect, log);
        json.WriteEndArray();
        json.WritePropertyName("usage"u8);
        UsageWriter.Write(json, reply.Usage, asked.EstimatedInputTokens, log);
        if (reply.ServiceTier is not null)
            json.WriteString("service_tier"u8, reply.ServiceTier);
        reply.Extras.WriteOuter(json, log, "");
        json.WriteEndObject();
    }

    /// <summary>The id to show: the provider's, the exchange's, or a constant, since clients reject an empty one.</summary>
    public static string IdOf(string? id, StreamOptions asked) => First(id, asked.ReplyId) ?? UnnamedReply;

    /// <summary>The model to show.</summary>
    public static string ModelOf(string? model, StreamOptions asked) => First(model, asked.Model) ?? "";

    private static string? First(string? said, string? otherwise) => !string.IsNullOrEmpty(said) ? said : string.IsNullOrEmpty(otherwise) ? null : otherwise;
}
