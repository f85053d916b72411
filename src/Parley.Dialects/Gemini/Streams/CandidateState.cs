using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// One candidate of a stream: numbers its parts and turns the pieces of each chunk into events. Text goes on in the part before unless that one was of another kind or signed;
/// a signed piece is a part of its own, as its signature hangs on its own text, and opens with an empty piece that tells the kind.
/// </summary>
internal sealed class CandidateState(int index)
{
    private readonly GroundedText _text = new();
    private int _part = -1;
    private int _lastText = -1;
    private bool _isOpen;
    private bool _isThought;
    private StreamedCall? _call;

    public int Index => index;

    /// <summary>How many calls it made.</summary>
    public int Calls { get; private set; }

    /// <summary>The finish reason; null until it came.</summary>
    public string? FinishWord { get; private set; }

    /// <summary>Reads the candidate on whose opening brace the reader stands.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ChatEvent> events, string? replyId)
    {
        Extras? extras = null;
        RawJson grounding = default;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
                ReadContent(ref reader, body, events, replyId);
            else if (reader.ValueTextEquals("finishReason"u8))
                FinishWord = Loose.FinishWord(ref reader, body) ?? FinishWord;
            else if (reader.ValueTextEquals("index"u8))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("groundingMetadata"u8))
                grounding = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("logprobsResult"u8))
                ReadLogprobs(ref reader, body, events, ref extras);
            else
                Keep(ref reader, body, ref extras);
        }
        if (FinishWord is not null)
            EndCall(events);
        if (!grounding.IsAbsent)
            Ground(grounding, events, ref extras);
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Extras, extras, index));
    }

    /// <summary>Takes note of a piece of the text: sources may come with the last chunk, whose spans count through all of it.</summary>
    public void KeepText(JsonText text)
    {
        _lastText = _part;
        _text.Add(_part, text);
    }

    private void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ChatEvent> events, string? replyId)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("parts"u8))
            {
                JsonRead.Skip(ref reader);
                continue;
            }
            if (!JsonRead.BeginArray(ref reader, body))
                continue;
            while (JsonRead.NextElement(ref reader))
                Tell(PartReader.Read(ref reader, body), events, replyId);
        }
    }

    private void Tell(PartReader part, List<ChatEvent> events, string? replyId)
    {
        switch (part.Kind)
        {
            case PartKind.Text: TellText(part, events); break;
            case PartKind.Call: TellCall(part, events, replyId); break;
            case PartKind.Media: events.Add(new(ChatEventKind.Media, index, Next(), default, part.Build())); break;
            case PartKind.Opaque: events.Add(new(ChatEventKind.Opaque, index, Next(), default, part.Build())); break;
        }
    }

    private void TellText(PartReader part, List<ChatEvent> events)
    {
        var isSigned = !part.Signature.IsEmpty;
        if (part.Extras is { Members.Count: > 0 })
            events.Add(ChatEvent.Of(ChatEventKind.Extras, part.Extras, index));
        if (part.Text.IsEmpty && !isSigned)
            return;
        if (!_isOpen || isSigned || _isThought != part.IsThought)
            Next();
        var kind = part.IsThought ? ChatEventKind.Reasoning : ChatEventKind.Text;
        if (isSigned)
        {
            events.Add(new(kind, index, _part));
            events.Add(new(ChatEventKind.Signature, index, _part, part.Signature, Names.Dialect));
        }
        if (!part.Text.IsEmpty)
            events.Add(new(kind, index, _part, part.Text));
        (_isOpen, _isThought) = (!isSigned, part.IsThought);
        if (!part.IsThought && !part.Text.IsEmpty)
            KeepText(part.Text);
    }

    private void TellCall(PartReader part, List<ChatEvent> events, string? replyId)
    {
        var call = part.Call!;
        if (call.Name.Length == 0 && (_call is not null || call.Arguments.IsAbsent))
        {
            GoOn(part, events);
            return;
        }
        EndCall(events);
        var named = CandidateReader.CallOf(call, replyId, Calls++);
        var isPiece = call.Arguments.IsAbsent && StreamedCall.IsPiece(part.Extras);
        var extras = isPiece ? StreamedCall.Without(part.Extras!) : part.Extras;
        Next();
        events.Add(new(ChatEventKind.ToolCallStart, index, _part, default, new ToolCallStart(named.Id, named.Name) { IdIsInvented = named.IdIsInvented, Extras = extras }));
        if (isPiece)
        {
            _call = new StreamedCall(_part);
            GoOn(part, events);
            return;
        }
        if (!part.Signature.IsEmpty)
            events.Add(new(ChatEventKind.Signature, index, _part, part.Signature, Names.Dialect));
        events.Add(new(ChatEventKind.ToolCallArguments, index, _part, Escaped(call.Arguments)));
    }

    /// <summary>A piece of the call that is open. A call without name and arguments that goes on with none says nothing.</summary>
    private void GoOn(in PartReader part, List<ChatEvent> events)
    {
        if (_call is null)
            return;
        if (!part.Signature.IsEmpty)
            events.Add(new(ChatEventKind.Signature, index, _call.Part, part.Signature, Names.Dialect));
        if (_call.Add(part.Extras) is { IsEmpty: false } piece)
            events.Add(new(ChatEventKind.ToolCallArguments, index, _call.Part, piece));
        if (!StreamedCall.Continues(part.Extras))
            EndCall(events);
    }

    private void EndCall(List<ChatEvent> events)
    {
        if (_call is not null)
            events.Add(new(ChatEventKind.ToolCallArguments, index, _call.Part, _call.End()));
        _call = null;
    }

    private static JsonText Escaped(RawJson arguments)
    {
        var buffer = new ArrayBufferWriter<byte>(arguments.Utf8.Length + 16);
        buffer.Write("\""u8);
        if (arguments.IsAbsent)
            buffer.Write("{}"u8);
        else
            arguments.WriteEscaped(buffer);
        buffer.Write("\""u8);
        return JsonText.FromToken(buffer.WrittenMemory);
    }

    private int Next()
    {
        _isOpen = false;
        return ++_part;
    }

    private void Ground(RawJson metadata, List<ChatEvent> events, ref Extras? extras)
    {
        if (metadata.Kind != JsonValueKind.Object || metadata.Utf8.Span.IndexOf((byte)'"') < 0)
            return;
        (extras ??= new Extras(Names.Dialect)).Add("groundingMetadata", metadata);
        if (_lastText < 0)
            return;
        foreach (var placed in GroundingReader.Read(metadata, _text))
        {
            foreach (var (part, citation) in _text.Find(placed, _lastText))
                events.Add(new(ChatEventKind.Citation, index, part, default, citation));
        }
    }

    private static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var name = reader.GetString() ?? "";
        var value = JsonRead.Raw(ref reader, body);
        if (!value.IsAbsent)
            (extras ??= new Extras(Names.Dialect)).Add(name, value);
    }

    private void ReadLogprobs(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ChatEvent> events, ref Extras? extras)
    {
        var result = JsonRead.Raw(ref reader, body);
        if (result.IsAbsent)
            return;
        (extras ??= new Extras(Names.Dialect)).AddSpelling(Logprobs.Member, result);
        events.Add(ChatEvent.Of(ChatEventKind.Logprobs, Logprobs.Read(result), index));
    }
}
