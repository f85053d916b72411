using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes a whole reply. The dialect has one answer to a request; further ones are recorded as lost.</summary>
internal static class ReplyWriter
{
    public static void Write(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output)
    {
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        var choice = reply.Choices.Count > 0 ? reply.Choices[0] : new Choice(0, [], new Finish(FinishReason.Unknown));
        for (var i = 1; i < reply.Choices.Count; i++)
            log.DroppedContent($"choices[{i}]");
        json.WriteStartObject();
        WriteHead(json, reply.Id, reply.Model, asked);
        json.WriteStartArray("content"u8);
        var traits = WriteParts(choice.Parts, reply.Dialect, json, log);
        json.WriteEndArray();
        WriteStop(json, choice.Finish, FinishWords.Write(choice.Finish, traits), log);
        UsageWriting.WriteWhole(json, reply.Usage, reply.ServiceTier, asked, log);
        if (!choice.Logprobs.IsAbsent)
            log.Dropped("choices[0].logprobs");
        reply.Extras.Write(json, Names.Dialect, log, "");
        choice.Extras.Write(json, Names.Dialect, log, "choices[0]");
        choice.MessageExtras.Write(json, Names.Dialect, log, "choices[0].message");
        json.WriteEndObject();
    }

    /// <summary>Writes what both a reply and <c>message_start</c> begin with.</summary>
    public static void WriteHead(Utf8JsonWriter json, string? id, string? model, StreamOptions asked)
    {
        json.WriteString("id"u8, IdOf(id, asked));
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, string.IsNullOrEmpty(model) ? asked.Model ?? "" : model);
    }

    /// <summary>Writes <c>stop_reason</c> and <c>stop_sequence</c>.</summary>
    public static void WriteStop(Utf8JsonWriter json, Finish finish, string word, ConversionLog log)
    {
        if (FinishWords.IsLost(finish))
            log.Clamped("choices[0].finish_reason", finish.Native ?? finish.Reason.ToString(), word);
        json.WriteString("stop_reason"u8, word);
        if (finish.StopSequence is { } sequence)
            sequence.WriteMember(json, "stop_sequence"u8);
        else
            json.WriteNull("stop_sequence"u8);
    }

    private static string IdOf(string? id, StreamOptions asked)
    {
        if (!string.IsNullOrEmpty(id))
            return id;
        return string.IsNullOrEmpty(asked.ReplyId) ? "msg_0" : asked.ReplyId;
    }

    private static ReplyTraits WriteParts(IReadOnlyList<Part> parts, string dialect, Utf8JsonWriter json, ConversionLog log)
    {
        var traits = new ReplyTraits();
        for (var i = 0; i < parts.Count; i++)
        {
            var place = $"choices[0].message.content[{i}]";
            switch (parts[i])
            {
                case TextPart { Text.IsEmpty: true } or RefusalPart { Text.IsEmpty: true }:
                case ReasoningPart { Text.IsEmpty: true, RedactedData.IsEmpty: true } empty when empty.Signature?.Dialect != Names.Dialect:
                    break;
                case TextPart text:
                    WriteText(text, json, log, place);
                    break;
                case RefusalPart refusal:
                    traits = traits with { HasRefusal = true };
                    log.Moved($"{place}.refusal", "text");
                    WriteText(new TextPart(refusal.Text) { Extras = refusal.Extras }, json, log, place);
                    break;
                case ToolCallPart call:
                    traits = traits with { HasToolCall = true, HasCutCall = traits.HasCutCall | WriteCall(call, json, log, place) };
                    break;
                case ReasoningPart { RedactedData.IsEmpty: false } redacted when (redacted.Signature?.Dialect ?? dialect) != Names.Dialect:
                    log.Dropped($"{place}.thinking");
                    break;
                case ReasoningPart thought:
                    WriteThought(thought, json, log, place);
                    break;
                case OpaquePart { Dialect: Names.Dialect } opaque:
                    opaque.Json.WriteValue(json);
                    break;
                case var other:
                    log.DroppedContent(place, other is OpaquePart foreign ? foreign.Type : other.GetType().Name);
                    break;
            }
            if (parts[i].Signature is { } signature && signature.Dialect != Names.Dialect)
                log.Dropped($"{place}.signature", signature.Dialect);
        }
        return traits;
    }

    private static void WriteText(TextPart text, Utf8JsonWriter json, ConversionLog log, string place)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        text.Text.WriteMember(json, "text"u8);
        var started = false;
        for (var i = 0; i < text.Citations.Count; i++)
        {
            if (!CitationFields.CanWrite(text.Citations[i]))
            {
                log.Dropped($"{place}.annotations[{i}]");
                continue;
            }
            if (!started)
                json.WriteStartArray("citations"u8);
            started = true;
            CitationFields.RecordSpan(text.Citations[i], text.Text.ToString().Length, log, $"{place}.annotations[{i}]");
            CitationFields.Write(json, text.Citations[i]);
        }
        if (started)
            json.WriteEndArray();
        text.Extras.Write(json, Names.Dialect, log, place);
        json.WriteEndObject();
    }

    /// <summary>Writes a call; true when its arguments were cut off.</summary>
    private static bool WriteCall(ToolCallPart call, Utf8JsonWriter json, ConversionLog log, string place)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, ToolCallIds.Map(call.Id, ToolCallIdRule.Word64));
        json.WriteString("name"u8, call.Name);
        var wrapped = ToolInput.Write(json, call);
        if (wrapped)
            log.Emulated($"{place}.arguments", null, "input.input");
        call.Extras.Write(json, Names.Dialect, log, place);
        json.WriteEndObject();
        return wrapped && !call.IsCustom && ArgumentScan.IsCut(call.Arguments.AsText());
    }

    /// <summary>A thought of another provider is shown under an empty signature: the SDKs want the member, and no upstream will take the thought back.</summary>
    private static void WriteThought(ReasoningPart thought, Utf8JsonWriter json, ConversionLog log, string place)
    {
        json.WriteStartObject();
        if (thought.RedactedData.IsEmpty)
        {
            json.WriteString("type"u8, "thinking"u8);
            thought.Text.WriteMember(json, "thinking"u8);
            var signature = thought.Signature is { Dialect: Names.Dialect, Value: var value } ? value : default;
            signature.WriteMember(json, "signature"u8);
        }
        else
        {
            json.WriteString("type"u8, "redacted_thinking"u8);
            thought.RedactedData.WriteMember(json, "data"u8);
        }
        thought.Extras.Write(json, Names.Dialect, log, place);
        json.WriteEndObject();
    }
}
