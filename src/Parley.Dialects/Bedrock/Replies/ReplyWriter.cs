using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes a whole reply. The dialect has one answer to a request; further ones are recorded as lost.</summary>
internal static class ReplyWriter
{
    /// <summary>The member that AWS's clients demand; how long an answer took is not the codec's to know.</summary>
    public const string Metrics = "metrics";

    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var scope = new WriterScope(json, reply.Dialect == Names.Dialect, log);
        var choice = reply.Choices.Count > 0 ? reply.Choices[0] : new Choice(0, [], new Finish(FinishReason.Unknown));
        for (var i = 1; i < reply.Choices.Count; i++)
            log.DroppedContent($"choices[{i}]");
        json.WriteStartObject();
        json.WriteStartObject("output"u8);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteStartArray("content"u8);
        WriteParts(choice.Parts, scope);
        json.WriteEndArray();
        choice.MessageExtras.Write(json, Names.Dialect, log, "choices[0].message");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("stopReason"u8, FinishWords.Write(choice.Finish, TraitsOf(choice.Parts)));
        FinishWords.Record(choice.Finish, log);
        UsageFields.Write(json, reply.Usage, asked, log);
        if (reply.ServiceTier is { } tier && !scope.IsOwn)
            log.Dropped("service_tier", tier);
        WriteMetrics(json, reply.Extras);
        if (!choice.Logprobs.IsAbsent)
            log.Dropped("choices[0].logprobs");
        choice.Extras.Write(json, Names.Dialect, log, "choices[0]");
        reply.Extras.Write(json, Names.Dialect, log, "");
        json.WriteEndObject();
    }

    /// <summary>Writes the metrics that are demanded, where the reply does not bring its own.</summary>
    public static void WriteMetrics(Utf8JsonWriter json, Extras? extras)
    {
        if (extras is { Dialect: Names.Dialect } own && !own[Metrics].IsAbsent)
            return;
        json.WriteStartObject(Metrics);
        json.WriteNumber("latencyMs"u8, 0);
        json.WriteEndObject();
    }

    private static void WriteParts(IReadOnlyList<Part> parts, WriterScope scope)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var place = $"choices[0].message.content[{i}]";
            if (CanWrite(parts[i], scope.IsOwn))
                BlockWriter.Write(parts[i], scope, place);
            else
                BlockWriter.Drop(parts[i], scope, place);
            if (parts[i].Cache is { } cache && scope.IsOwn)
                CachePoint.Write(scope.Json, cache);
        }
    }

    private static ReplyTraits TraitsOf(IReadOnlyList<Part> parts)
    {
        var traits = new ReplyTraits();
        foreach (var part in parts)
        {
            if (part is ToolCallPart call)
                traits = new ReplyTraits(true, traits.HasCutCall || !call.IsCustom && ArgumentScan.IsCut(call.Arguments.AsText()));
        }
        return traits;
    }

    /// <summary>Thoughts of other providers are shown without a signature. What they hide says nothing to anybody else.</summary>
    private static bool CanWrite(Part part, bool isOwn) => part switch
    {
        TextPart text => isOwn || !text.Text.IsEmpty || CitationFields.CanWriteAny(text.Citations),
        RefusalPart refusal => !refusal.Text.IsEmpty,
        ReasoningPart thought => isOwn || thought.RedactedData.IsEmpty && !thought.Text.IsEmpty,
        MediaPart media => MediaWriter.CanWrite(media, isOwn),
        OpaquePart opaque => opaque.Dialect == Names.Dialect,
        _ => part is ToolCallPart,
    };
}
