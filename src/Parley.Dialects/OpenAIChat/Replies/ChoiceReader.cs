using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads one choice of a whole reply.</summary>
internal static class ChoiceReader
{
    /// <summary>Reads the object whose opening brace the reader stands on.</summary>
    public static ChoiceDraft Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int place)
    {
        var draft = new ChoiceDraft { Index = place };
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                draft.Index = Loose.Int32(ref reader, place);
            else if (reader.ValueTextEquals("message"u8))
                ReadMessage(ref reader, body, draft);
            else if (reader.ValueTextEquals("text"u8))
                draft.Completion = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("finish_reason"u8))
                draft.FinishReason = Loose.String(ref reader, body);
            else if (reader.ValueTextEquals("logprobs"u8))
                draft.Logprobs = JsonRead.Raw(ref reader, body);
            else
                ExtraMembers.Keep(ref reader, body, ref draft.Extras);
        }
        return draft;
    }

    private static void ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        if (!Loose.BeginObject(ref reader))
            return;
        draft.HasMessage = true;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("content"u8))
                ReadContent(ref reader, body, draft);
            else if (reader.ValueTextEquals("tool_calls"u8))
                ReadCalls(ref reader, body, draft);
            else if (reader.ValueTextEquals("function_call"u8))
                ReadFunctionCall(ref reader, body, draft);
            else if (reader.ValueTextEquals("refusal"u8))
                draft.Refusal = TextOf(ref reader, body);
            else if (reader.ValueTextEquals("audio"u8))
                ReadAudio(ref reader, body, draft);
            else if (!ReadReasoning(ref reader, body, draft))
                ReadShownOrKeep(ref reader, body, draft);
        }
    }

    private static JsonText TextOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return Loose.TextHere(ref reader, body);
    }

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            SummaryChunk.ReadParts(ref reader, body, draft.Content);
            return;
        }
        var text = Loose.TextHere(ref reader, body);
        if (!text.IsEmpty)
            draft.Content.Add(new TextPart(text) { IsBare = true });
        else if (reader.TokenType == JsonTokenType.String)
            ExtraMembers.Note(ref draft.MessageExtras, Spelling.EmptyContent);
    }

    private static bool ReadReasoning(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        string spelling;
        if (reader.ValueTextEquals("reasoning_content"u8))
            spelling = Spelling.ReasoningContent;
        else if (reader.ValueTextEquals("reasoning"u8))
            spelling = Spelling.Reasoning;
        else
            return false;
        var thought = TextOf(ref reader, body);
        if (thought.IsEmpty)
            return true;
        if (draft.Reasoning.IsEmpty)
            draft.Reasoning = thought;
        draft.SaysReasoning |= spelling == Spelling.Reasoning;
        draft.SaysReasoningContent |= spelling == Spelling.ReasoningContent;
        return true;
    }

    /// <summary>Citations, and the images that OpenRouter and its like put beside the content.</summary>
    private static void ReadShownOrKeep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        if (reader.ValueTextEquals("annotations"u8) && AnnotationReader.TryRead(ref reader, body, draft.Citations))
            return;
        if (reader.ValueTextEquals("images"u8) && ImageReader.TryRead(ref reader, body, draft.Images))
            return;
        ExtraMembers.Keep(ref reader, body, ref draft.MessageExtras);
    }

    /// <summary>Sound stays beside the message, for callers of this dialect; what it says is the answer's text for all others.</summary>
    private static void ReadAudio(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        ExtraMembers.Keep(ref reader, body, ref draft.MessageExtras);
        if (draft.MessageExtras?["audio"] is { Kind: JsonValueKind.Object } audio)
            draft.Transcript = TranscriptOf(audio);
    }

    /// <summary>What the sound says.</summary>
    public static JsonText TranscriptOf(RawJson audio)
    {
        var members = new JsonMembers(audio.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("transcript"u8) && value.Kind == JsonValueKind.String)
                return value.AsText();
        }
        return default;
    }

    private static void ReadCalls(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        if (!Loose.BeginArray(ref reader))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                AddCall(ToolCallReader.ReadCall(ref reader, body), draft);
            else
                reader.Skip();
        }
    }

    /// <summary>A call of nothing cannot be answered; what says nothing at all is a placeholder.</summary>
    private static void AddCall(ToolCallPart call, ChoiceDraft draft)
    {
        if (call.Name.Length > 0)
            draft.Calls.Add(call);
        else if (call.Id.Length > 0 || !call.Arguments.AsText().IsEmpty)
            throw new WireFormatException("choices.message.tool_calls", "A tool call has no name.");
    }

    private static void ReadFunctionCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceDraft draft)
    {
        if (!Loose.BeginObject(ref reader))
            return;
        Extras? extras = null;
        var (name, arguments) = ToolCallReader.ReadFunction(ref reader, body, ref extras);
        // Snowflake fills the member with empty texts where nothing is called.
        if (name.Length == 0)
            return;
        ExtraMembers.Note(ref extras, Spelling.FunctionCall);
        draft.Calls.Add(new ToolCallPart("", name, arguments) { Extras = extras });
    }
}
