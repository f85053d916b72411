using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes a whole reply for a caller.</summary>
internal static class ReplyWriter
{
    private static readonly Choice Nothing = new(0, [], new Finish(FinishReason.Unknown));

    /// <summary>Writes the body.</summary>
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, IBufferWriter<byte> output)
    {
        var choice = reply.Choices.Count > 0 ? reply.Choices[0] : Nothing;
        for (var i = 1; i < reply.Choices.Count; i++)
            log.DroppedContent($"choices[{i}]");
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("id"u8, IdOf(reply.Id, asked));
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        var answer = new AnswerWriter(json, log, ToolCallIdRule.Any);
        answer.WriteReply(choice.Parts, "choices[0].message", reply.Dialect == Names.Dialect);
        choice.MessageExtras.Write(json, Names.Dialect, log, "choices[0].message");
        json.WriteEndObject();
        json.WriteString("finish_reason"u8, FinishWords.Write(choice.Finish, answer.HasCalls, log));
        UsageWriter.Write(json, reply.Usage, asked, log);
        WriteLogprobs(json, choice.Logprobs);
        choice.Extras.Write(json, Names.Dialect, log, "choices[0]");
        reply.Extras.Write(json, Names.Dialect, log, "");
        json.WriteEndObject();
        if (reply.ServiceTier is { } tier)
            log.Dropped("service_tier", tier);
    }

    /// <summary>The provider's id, or the engine's where there is none.</summary>
    public static string IdOf(string? id, StreamOptions asked) => string.IsNullOrEmpty(id) ? asked.ReplyId ?? "" : id;

    private static void WriteLogprobs(Utf8JsonWriter json, RawJson logprobs)
    {
        var tokens = Logprobs.TokensOf(logprobs);
        if (tokens.Count == 0)
            return;
        json.WriteStartArray("logprobs"u8);
        foreach (var token in tokens)
            Logprobs.WriteItem(json, token);
        json.WriteEndArray();
    }
}
