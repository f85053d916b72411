using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the choices of a chunk.</summary>
internal sealed class DeltaReader
{
    private static readonly Extras Spoken = ExtraMembers.Noting(Spelling.Transcript);

    /// <summary>The error that a choice carried, when <see cref="TryRead"/> was false.</summary>
    public RawJson Error { get; private set; }

    /// <summary>Reads the choice whose opening brace the reader stands on; false when it carries an error (OpenRouter).</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int place, List<ChoiceState> choices, string? replyId, List<ChatEvent> events)
    {
        var state = StateOf(choices, IndexOf(reader, place));
        var logprobs = default(RawJson);
        var message = default(RawJson);
        var text = default(JsonText);
        var hasDelta = false;
        Extras? fresh = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("delta"u8))
                hasDelta |= ReadDelta(ref reader, body, state, replyId, events);
            else if (reader.ValueTextEquals("finish_reason"u8))
                state.FinishReason = FinishOf(ref reader, body) ?? state.FinishReason;
            else if (reader.ValueTextEquals("index"u8))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("logprobs"u8))
                logprobs = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("message"u8))
                message = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("text"u8))
                text = TextOf(ref reader, body);
            else if (reader.ValueTextEquals("error"u8) && TypeOfNext(reader) == JsonTokenType.StartObject)
                Error = JsonRead.Raw(ref reader, body);
            else
                KeepUnlessNull(ref reader, body, state, ref fresh);
        }
        if (!hasDelta)
            ReadInstead(message, text, state, replyId, events);
        if (logprobs.Kind == JsonValueKind.Object)
            events.Add(ChatEvent.Of(ChatEventKind.Logprobs, logprobs, state.Index));
        if (fresh is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Extras, fresh, state.Index));
        return Error.IsAbsent;
    }

    /// <summary>Whether a call never got a name; what says nothing at all is a placeholder.</summary>
    public static bool HasNameless(ChoiceState state) => state.Calls.Exists(static call => !call.HasStarted && (call.Waiting is not null || call.Id.Length > 0));

    private static bool ReadDelta(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        if (!Loose.BeginObject(ref reader))
            return false;
        AddText(ChatEventKind.Reasoning, ThoughtDelta.Read(reader, body, state, events), state, events);
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
                ReadContent(ref reader, body, state, events);
            else if (reader.ValueTextEquals("role"u8) || ThoughtDelta.IsThought(ref reader))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("tool_calls"u8))
                ToolCallDeltas.ReadAll(ref reader, body, state, replyId, events);
            else if (reader.ValueTextEquals("refusal"u8))
                AddText(ChatEventKind.Refusal, TextOf(ref reader, body), state, events);
            else if (reader.ValueTextEquals("function_call"u8))
                ToolCallDeltas.ReadOlder(ref reader, body, state, replyId, events);
            else
                ReadShownOrKeep(ref reader, body, state, events, ref extras);
        }
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.MessageExtras, extras, state.Index));
        return true;
    }

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, List<ChatEvent> events)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            AddText(ChatEventKind.Text, Loose.TextHere(ref reader, body), state, events);
            return;
        }
        var parts = new List<Part>();
        SummaryChunk.ReadParts(ref reader, body, parts);
        foreach (var part in parts)
            AddPart(part, state, events);
    }

    private static void AddPart(Part part, ChoiceState state, List<ChatEvent> events)
    {
        switch (part)
        {
            case TextPart text:
                state.BeginStretch(isText: true);
                AddText(ChatEventKind.Text, text.Text, state, events);
                break;
            case ReasoningPart thought:
                state.BeginStretch(isText: false);
                AddText(ChatEventKind.Reasoning, thought.Text, state, events);
                break;
            case MediaPart media:
                events.Add(new ChatEvent(ChatEventKind.Media, state.Index, state.NewPart(), default, media));
                break;
            case OpaquePart opaque:
                events.Add(new ChatEvent(ChatEventKind.Opaque, state.Index, state.NewPart(), default, opaque));
                break;
        }
    }

    private static void ReadShownOrKeep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, List<ChatEvent> events, ref Extras? extras)
    {
        var citations = new List<Citation>();
        var images = new List<MediaPart>();
        if (reader.ValueTextEquals("annotations"u8) && AnnotationReader.TryRead(ref reader, body, citations))
        {
            foreach (var citation in citations)
                state.Cite(citation, events);
        }
        else if (reader.ValueTextEquals("images"u8) && ImageReader.TryRead(ref reader, body, images))
        {
            foreach (var image in images)
                events.Add(new ChatEvent(ChatEventKind.Media, state.Index, state.NewPart(), default, image));
        }
        else
        {
            if (reader.ValueTextEquals("audio"u8))
                Speak(reader, body, state, events);
            KeepUnlessSilent(ref reader, body, ref extras);
        }
    }

    /// <summary>What the sound of the answer says is its text for callers of other dialects. The reader is a copy.</summary>
    private static void Speak(Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, List<ChatEvent> events)
    {
        var audio = JsonRead.Raw(ref reader, body);
        var transcript = audio.Kind == JsonValueKind.Object ? ChoiceReader.TranscriptOf(audio) : default;
        if (!transcript.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.Text, state.Index, state.TextPart, transcript, Spoken));
    }

    /// <summary>A whole message or a completion's text, where a chunk has no delta; beside a delta they only repeat it (Perplexity, Together).</summary>
    private static void ReadInstead(RawJson message, JsonText text, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        if (!message.IsAbsent && !state.HasAnything)
        {
            var reader = new Utf8JsonReader(message.Utf8.Span, JsonWire.ReaderOptions);
            if (message.Kind == JsonValueKind.Object)
                ReadMessage(ref reader, message, state, replyId, events);
        }
        else if (!text.IsEmpty)
        {
            AddText(ChatEventKind.Text, text, state, events);
        }
    }

    private static void ReadMessage(ref Utf8JsonReader reader, RawJson message, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        var wrapped = new byte[message.Utf8.Length + 4];
        "[0,"u8.CopyTo(wrapped);
        message.Utf8.Span.CopyTo(wrapped.AsSpan(3));
        wrapped[^1] = (byte)']';
        reader = new Utf8JsonReader(wrapped, JsonWire.ReaderOptions);
        reader.Read();
        reader.Read();
        ReadDelta(ref reader, wrapped, state, replyId, events);
    }

    private static void AddText(ChatEventKind kind, JsonText text, ChoiceState state, List<ChatEvent> events)
    {
        if (text.IsEmpty)
            return;
        var part = kind switch
        {
            ChatEventKind.Reasoning => state.ThoughtPart,
            ChatEventKind.Refusal => state.RefusalPart,
            _ => state.TextPart,
        };
        events.Add(new ChatEvent(kind, state.Index, part, text));
    }

    private static JsonText TextOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return Loose.TextHere(ref reader, body);
    }

    private static string? FinishOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => Loose.String(ref reader, body) is { Length: > 0 } word ? word : null;

    /// <summary>Lists are increments (vLLM's token ids); anything else says the same until it changes.</summary>
    private static void KeepUnlessNull(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, ref Extras? fresh)
    {
        var next = TypeOfNext(reader);
        if (next == JsonTokenType.Null)
            JsonRead.Skip(ref reader);
        else if (next == JsonTokenType.StartArray)
            ExtraMembers.Keep(ref reader, body, ref fresh);
        else
            state.Repeated.KeepNew(ref reader, body, ref fresh);
    }

    private static void KeepUnlessSilent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (Padding.Is(ref reader) || TypeOfNext(reader) == JsonTokenType.Null)
            JsonRead.Skip(ref reader);
        else
            ExtraMembers.Keep(ref reader, body, ref extras);
    }

    private static JsonTokenType TypeOfNext(Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;

    /// <summary>The choice's number, wherever among its members it stands; its place in the list where it has none. The reader is a copy.</summary>
    private static int IndexOf(Utf8JsonReader reader, int place)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                return Loose.Int32(ref reader, place);
            JsonRead.Skip(ref reader);
        }
        return place;
    }

    private static ChoiceState StateOf(List<ChoiceState> choices, int index)
    {
        foreach (var choice in choices)
        {
            if (choice.Index == index)
                return choice;
        }
        var state = new ChoiceState(index);
        choices.Add(state);
        return state;
    }
}
