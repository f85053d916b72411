using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes one choice of a whole reply. OpenAI has one string for the content: texts are joined, thoughts stand apart in <c>reasoning_content</c>.</summary>
internal static class ChoiceWriter
{
    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter json, Choice choice, int index, bool isOwn, ConversionLog log)
    {
        var place = Place.Of("choices", index);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        var calls = WriteMessage(json, choice, isOwn, log, place.Member("message"));
        choice.MessageExtras.WriteOuter(json, log, place.Member("message"));
        json.WriteEndObject();
        json.WritePropertyName("logprobs"u8);
        if (choice.Logprobs.IsAbsent)
            json.WriteNullValue();
        else
            choice.Logprobs.WriteValue(json);
        RecordLoss(choice.Finish, log, place);
        json.WriteString("finish_reason"u8, FinishWords.Write(choice.Finish, calls));
        choice.Extras.WriteOuter(json, log, place);
        json.WriteEndObject();
    }

    /// <summary>Records what the five words for the end do not say.</summary>
    public static void RecordLoss(Finish finish, ConversionLog log, Place place)
    {
        if (FinishWords.IsLost(finish.Reason) && finish.Dialect != Names.Dialect)
            log.Dropped($"{place}.finish_reason", finish.Native ?? finish.Reason.ToString());
        if (finish.StopSequence is { IsEmpty: false } && finish.Dialect != Names.Dialect)
            log.Moved($"{place}.stop_sequence", "finish_reason");
    }

    private static bool WriteMessage(Utf8JsonWriter json, Choice choice, bool isOwn, ConversionLog log, Place place)
    {
        var gathered = GatheredAnswer.Of(choice.Parts, log, place);
        json.WritePropertyName("content"u8);
        if (gathered.Texts.Count > 0)
            JoinedText.Of(gathered.Texts).WriteValue(json);
        else if (choice.MessageExtras.Spells(Spelling.EmptyContent) || !isOwn && gathered.Calls.Count == 0 && gathered.Refusals.Count == 0)
            json.WriteStringValue(""u8);
        else
            json.WriteNullValue();
        json.WritePropertyName("refusal"u8);
        if (gathered.Refusals.Count > 0)
            JoinedText.Of(gathered.Refusals).WriteValue(json);
        else
            json.WriteNullValue();
        WriteReasoning(json, gathered, choice.MessageExtras);
        WriteCalls(json, gathered.Calls, log, place);
        WriteCitations(json, gathered);
        WriteImages(json, gathered.Images);
        return gathered.Calls.Count > 0;
    }

    private static void WriteReasoning(Utf8JsonWriter json, GatheredAnswer gathered, Extras? message)
    {
        if (gathered.Thoughts.Count == 0)
            return;
        var text = JoinedText.Of(gathered.Thoughts);
        if (ThoughtSpelling.IsReasoning(message))
            text.WriteMember(json, "reasoning"u8);
        if (ThoughtSpelling.IsReasoningContent(message))
            text.WriteMember(json, "reasoning_content"u8);
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<ToolCallPart> calls, ConversionLog log, Place place)
    {
        var isOpen = false;
        foreach (var call in calls)
        {
            if (call.Extras.Spells(Spelling.FunctionCall))
            {
                json.WriteStartObject("function_call"u8);
                WriteFunction(json, call);
                json.WriteEndObject();
                continue;
            }
            if (!isOpen)
                json.WriteStartArray("tool_calls"u8);
            isOpen = true;
            WriteCall(json, call, log, place);
        }
        if (isOpen)
            json.WriteEndArray();
    }

    private static void WriteCall(Utf8JsonWriter json, ToolCallPart call, ConversionLog log, Place place)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, call.Id);
        json.WriteString("type"u8, call.IsCustom ? "custom"u8 : "function"u8);
        json.WriteStartObject(call.IsCustom ? "custom"u8 : "function"u8);
        WriteFunction(json, call);
        json.WriteEndObject();
        call.Extras.WriteOuter(json, log, $"{place}.tool_calls", "function");
        json.WriteEndObject();
    }

    private static void WriteFunction(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteString("name"u8, call.Name);
        if (call.IsCustom)
            call.Arguments.AsText().WriteMember(json, "input"u8);
        else
            call.Arguments.WriteText(json, "arguments"u8);
        call.Extras.WriteInner(json, "function");
    }

    private static void WriteCitations(Utf8JsonWriter json, GatheredAnswer gathered)
    {
        if (gathered.Citations.Count == 0)
            return;
        json.WriteStartArray("annotations"u8);
        foreach (var citation in gathered.Citations)
            CitationWriter.Write(json, citation);
        json.WriteEndArray();
    }

    private static void WriteImages(Utf8JsonWriter json, IReadOnlyList<MediaPart> images)
    {
        if (images.Count == 0)
            return;
        json.WriteStartArray("images"u8);
        foreach (var image in images)
            ImageWriter.Write(json, image);
        json.WriteEndArray();
    }
}
