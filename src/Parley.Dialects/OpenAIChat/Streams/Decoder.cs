using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the chunks of one streamed reply.</summary>
internal sealed class Decoder(WireProfile profile) : IChatDecoder
{
    private readonly StreamHead _head = new();
    private readonly List<ChoiceState> _choices = [];
    private readonly DeltaReader _deltas = new();
    private bool _isDone;
    private bool _isBroken;
    private bool _usageAfterFinish;

    /// <summary>Whether any choice came: without one a stream is no answer, however it ends.</summary>
    public bool HasChoices => _choices.Count > 0;

    /// <summary>The tier that the stream is served under; null until it is said.</summary>
    public string? ServiceTier => _head.ServiceTier;

    /// <inheritdoc/>
    public bool IsDone => _isDone;

    /// <inheritdoc/>
    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        var data = frame.Data;
        var text = data.Span.Trim(" \t\r\n"u8);
        if (_isBroken || _isDone || text.IsEmpty)
            return;
        if (text.SequenceEqual("[DONE]"u8))
            Finish(events);
        else if (frame.Event.Span.SequenceEqual("error"u8))
            Break(FaultReader.ReadFrame(data), events);
        else
            ReadChunk(data, events);
    }

    /// <inheritdoc/>
    public void Complete(List<ChatEvent> events)
    {
        if (_isBroken)
            return;
        if (!_isDone && IsFinished())
            Finish(events);
        if (_isBroken)
            return;
        if (_isDone && HasChoices)
            events.Add(ChatEvent.Of(ChatEventKind.End));
        else
            Break(Malformed("The stream ended before the answer was complete."), events);
    }

    private static Fault Malformed(string message) => new(FaultKind.MalformedReply, message) { Source = FaultSource.Provider, Dialect = Names.Dialect };

    private void Finish(List<ChatEvent> events)
    {
        _isDone = true;
        if (_choices.Exists(DeltaReader.HasNameless))
        {
            Break(Malformed("A tool call has no name."), events);
            return;
        }
        foreach (var choice in _choices)
        {
            if (choice == _choices[0])
                Cite(choice, events);
            events.Add(ChatEvent.Of(ChatEventKind.Finish, FinishOf(choice), choice.Index));
        }
    }

    private static Finish FinishOf(ChoiceState choice)
    {
        var matched = choice.Repeated["stop_reason"];
        return FinishWords.Read(choice.FinishReason, choice.Repeated["native_finish_reason"], matched.IsAbsent ? choice.Repeated["matched_stop"] : matched);
    }

    private void Cite(ChoiceState choice, List<ChatEvent> events)
    {
        foreach (var citation in _head.Citations())
            choice.Cite(citation, events);
    }

    /// <summary>Without <c>[DONE]</c> the answer is whole once every choice gave a reason and, unless the profile says that nothing else comes, the usage followed: it is the last thing that a provider says.</summary>
    private bool IsFinished()
    {
        foreach (var choice in _choices)
        {
            if (string.IsNullOrEmpty(choice.FinishReason))
                return false;
        }
        return HasChoices && (profile.EndsWithoutDone || _usageAfterFinish);
    }

    private void ReadChunk(ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        var reader = new Utf8JsonReader(data.Span, JsonWire.ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "A chunk must be a JSON object.");
            ReadMembers(ref reader, data, events);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        catch (InvalidOperationException broken)
        {
            throw new WireFormatException(JsonPlace.Of(data.Span, (int)reader.TokenStartIndex), "The text is not valid Unicode.", broken);
        }
    }

    private void ReadMembers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        var choices = default(RawJson);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("choices"u8))
                choices = JsonRead.Raw(ref reader, data);
            else if (reader.ValueTextEquals("usage"u8))
                ReadUsage(ref reader, data);
            else if (reader.ValueTextEquals("error"u8))
                ReadError(ref reader, data, events);
            else
                _head.ReadMember(ref reader, data);
            if (_isBroken)
                return;
        }
        if (choices.IsAbsent && FaultReader.IsBareError(data))
        {
            Break(FaultReader.ReadFrame(data), events);
            return;
        }
        _head.Report(choices.Kind == JsonValueKind.Array && choices.Utf8.Length > 2, events);
        if (choices.Kind == JsonValueKind.Array)
            ReadChoices(choices, events);
        ReportUsage(events);
    }

    private void ReadError(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        if (FaultReader.IsError(JsonRead.Raw(ref reader, data)))
            Break(FaultReader.ReadFrame(data), events);
    }

    private void ReadChoices(RawJson choices, List<ChatEvent> events)
    {
        var reader = choices.CreateReader();
        reader.Read();
        for (var place = 0; !_isBroken && JsonRead.NextElement(ref reader); place++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                reader.Skip();
            else if (!_deltas.TryRead(ref reader, choices.Utf8, place, _choices, _head.Id, events))
                Break(FaultReader.ReadFrame(_deltas.Error.Utf8), events);
        }
    }

    private void ReadUsage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (Loose.Object(ref reader, data) is { IsAbsent: false } usage)
            _head.Usage = UsageReader.Read(usage) ?? _head.Usage;
    }

    private void ReportUsage(List<ChatEvent> events)
    {
        if (_head.TakeUsage() is not { } usage)
            return;
        events.Add(ChatEvent.Of(ChatEventKind.Usage, usage));
        _usageAfterFinish = _choices.Exists(static choice => !string.IsNullOrEmpty(choice.FinishReason));
    }

    private void Break(Fault fault, List<ChatEvent> events)
    {
        _isBroken = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, fault));
    }
}
