using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Reads the chunks of a stream. Each is a reply of its own with the next pieces; every chunk repeats usage and head, of which the last and the first count.
/// There is no terminal frame: the stream is complete when it ends and every candidate has its finish reason. Old servers send one in every chunk, so the finish is told at the end.
/// </summary>
internal sealed class Decoder : IChatDecoder
{
    private readonly JsonRead.BodyReader<bool> _read;
    private readonly ArrayBufferWriter<byte> _usage = new(512);
    private readonly List<CandidateState> _candidates = [];
    private List<ChatEvent> _events = [];
    private SearchQueries _searches;
    private RawJson _feedback;
    private Extras? _known;
    private string? _replyId;
    private bool _started;
    private bool _toldUsage;
    private bool _failed;

    public Decoder() => _read = Read;

    /// <inheritdoc/>
    public void Remember(in ChatEvent piece)
    {
        if (piece.Kind == ChatEventKind.Text)
            StateOf(piece.Choice).KeepText(piece.Text);
    }

    /// <inheritdoc/>
    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_failed || frame.Data.Span.Trim(" \t\r\n"u8) is { IsEmpty: true } or [(byte)'[', (byte)'D', ..])
            return;
        _events = events;
        if (!_started)
            Start(frame.Data);
        JsonRead.Guard(frame.Data, _read);
        _searches.Take(frame.Data.Span);
    }

    /// <inheritdoc/>
    public void Complete(List<ChatEvent> events)
    {
        if (_failed)
            return;
        var isComplete = _candidates.Count > 0 || ReplyReader.BlockReason(_feedback) is not null;
        foreach (var candidate in _candidates)
            isComplete &= candidate.FinishWord is not null;
        if (!isComplete)
        {
            Fail(events, new Fault(FaultKind.MalformedReply, "The provider's stream ended early.") { Source = FaultSource.Provider, Dialect = Names.Dialect });
            return;
        }
        TellUsage(events);
        foreach (var candidate in _candidates)
            events.Add(ChatEvent.Of(ChatEventKind.Finish, Names.FinishOf(candidate.FinishWord!, candidate.Calls > 0), candidate.Index));
        if (_candidates.Count == 0)
            events.Add(ChatEvent.Of(ChatEventKind.Finish, ReplyReader.Blocked(_feedback)));
        events.Add(ChatEvent.Of(ChatEventKind.End));
    }

    /// <summary>The head stands behind the content; it is looked up once, so that the first event can tell it.</summary>
    private void Start(ReadOnlyMemory<byte> chunk)
    {
        var members = new JsonMembers(chunk);
        string? model = null;
        string? created = null;
        Extras? extras = null;
        try
        {
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("error"u8) && value.Kind != JsonValueKind.Null)
                    return;
                if (name.SequenceEqual("responseId"u8) && value.Kind == JsonValueKind.String)
                    _replyId = value.AsText().ToString();
                else if (name.SequenceEqual("modelVersion"u8) && value.Kind == JsonValueKind.String)
                    model = value.AsText().ToString();
                else if (name.SequenceEqual("createTime"u8) && value.Kind == JsonValueKind.String)
                    (extras ??= new Extras(Names.Dialect)).AddSpelling("createTime", value.Detach());
            }
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        created = extras?.Spelling("createTime") is { IsAbsent: false } time ? time.AsText().ToString() : null;
        _started = true;
        _events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = _replyId, Model = model, Created = Loose.Time(created), Dialect = Names.Dialect, Extras = extras }));
    }

    private bool Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("candidates"u8))
                ReadCandidates(ref reader, body);
            else if (reader.ValueTextEquals("usageMetadata"u8))
                ReadUsage(ref reader, body);
            else if (reader.ValueTextEquals("promptFeedback"u8))
                ReadFeedback(ref reader, body);
            else if (reader.ValueTextEquals("error"u8))
                ReadError(ref reader, body);
            else if (reader.ValueTextEquals("modelVersion"u8) || reader.ValueTextEquals("responseId"u8) || reader.ValueTextEquals("createTime"u8))
                JsonRead.Skip(ref reader);
            else
                KeepUnknown(ref reader, body);
        }
        return true;
    }

    /// <summary>An unknown member of the reply, which may come with any chunk; it is told again only where it changed.</summary>
    private void KeepUnknown(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var name = reader.GetString() ?? "";
        var value = JsonRead.Raw(ref reader, body);
        if (value.IsAbsent || _known?[name] == value)
            return;
        var extras = new Extras(Names.Dialect);
        extras.Add(name, value);
        _known = _known.Merge(extras);
        _events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, extras));
    }

    private void ReadCandidates(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        for (var place = 0; JsonRead.NextElement(ref reader); place++)
        {
            JsonRead.Object(ref reader, body);
            StateOf(IndexOf(reader, place)).Read(ref reader, body, _events, _replyId);
        }
    }

    /// <summary>The index, which stands behind the content, found ahead with a copy of the reader.</summary>
    private static int IndexOf(Utf8JsonReader ahead, int place)
    {
        while (JsonRead.NextMember(ref ahead))
        {
            if (ahead.ValueTextEquals("index"u8))
                return (int)Math.Clamp(Loose.Int64(ref ahead) ?? place, 0, short.MaxValue);
            JsonRead.Skip(ref ahead);
        }
        return place;
    }

    private CandidateState StateOf(int index)
    {
        foreach (var candidate in _candidates)
        {
            if (candidate.Index == index)
                return candidate;
        }
        var added = new CandidateState(index);
        _candidates.Add(added);
        return added;
    }

    /// <summary>The first usage is told at once, the last at the end; those between are only copied, as every chunk has one.</summary>
    private void ReadUsage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var usage = JsonRead.Raw(ref reader, body);
        if (usage.Kind != JsonValueKind.Object)
            return;
        _usage.ResetWrittenCount();
        _usage.Write(usage.Utf8.Span);
        if (_toldUsage)
            return;
        _toldUsage = true;
        _events.Add(ChatEvent.Of(ChatEventKind.Usage, UsageReader.Read(usage.Detach(), _searches.Count)));
    }

    /// <summary>The last usage, at the end: a broken stream has cost what it said so far.</summary>
    private void TellUsage(List<ChatEvent> events)
    {
        if (_usage.WrittenCount > 0)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, UsageReader.Read(new RawJson(_usage.WrittenMemory.ToArray()), _searches.Count)));
    }

    private void ReadFeedback(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        _feedback = JsonRead.Raw(ref reader, body).Detach();
        if (_feedback.IsAbsent)
            return;
        var extras = new Extras(Names.Dialect);
        extras.Add(ReplyReader.PromptFeedback, _feedback);
        _events.Add(ChatEvent.Of(ChatEventKind.Extras, extras));
    }

    private void ReadError(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var error = JsonRead.Raw(ref reader, body);
        if (!error.IsAbsent)
            Fail(_events, FaultReader.Read(error, 0));
    }

    private void Fail(List<ChatEvent> events, Fault fault)
    {
        _failed = true;
        TellUsage(events);
        events.Add(ChatEvent.Of(ChatEventKind.Fault, fault));
    }
}
