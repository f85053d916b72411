using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Writes a whole reply for a caller.</summary>
internal static class ReplyWriter
{
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        var isOwn = reply.Dialect == Names.Dialect;
        output.ContentType = "application/json; charset=UTF-8";
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            if (!IsBlockedPrompt(reply))
                WriteCandidates(writer, reply, isOwn, asked, log);
            UsageWriter.Write(writer, reply.Usage, asked, log);
            if (reply.ServiceTier is { } tier && !isOwn)
                log.Dropped("service_tier", tier);
            writer.WriteString("modelVersion"u8, reply.Model ?? asked.Model ?? "");
            if (Nested.Spelling(reply.Extras, "createTime") is { IsAbsent: false } time)
                time.WriteMember(writer, "createTime"u8);
            writer.WriteString("responseId"u8, reply.Id ?? asked.ReplyId ?? "");
            Nested.Write(writer, reply.Extras, "");
            Nested.Report(reply.Extras, log, "");
            writer.WriteEndObject();
        }
        LineSeparators.Write(buffer.WrittenSpan, output.Body);
    }

    /// <summary>True when Gemini refused the prompt itself: there are no candidates then, only the feedback among the extras.</summary>
    private static bool IsBlockedPrompt(ChatReply reply)
    {
        if (reply.Extras is not { Dialect: Names.Dialect } extras || ReplyReader.BlockReason(extras[ReplyReader.PromptFeedback]) is null)
            return false;
        foreach (var choice in reply.Choices)
        {
            if (choice.Parts.Count > 0 || choice.Extras is { Members.Count: > 0 })
                return false;
        }
        return true;
    }

    private static void WriteCandidates(Utf8JsonWriter writer, ChatReply reply, bool isOwn, StreamOptions asked, ConversionLog log)
    {
        writer.WriteStartArray("candidates"u8);
        foreach (var choice in reply.Choices)
            CandidateWriter.Write(writer, choice, isOwn, asked.EnumsAsNumbers, log);
        writer.WriteEndArray();
    }
}
