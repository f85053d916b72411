using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Looks at the chunks of a stream that is copied. Only the first ones and errors are read as the slow lane reads them; of the others the JSON is checked, and the usage counted.
/// </summary>
internal sealed class Tap(StreamOptions asked, WireProfile profile) : IStreamTap
{
    private static readonly ReadOnlyMemory<byte> Done = "data: [DONE]\n\n"u8.ToArray();
    private readonly Decoder _decoder = new(profile);
    private readonly List<ChatEvent> _events = [];
    private bool _isCommitted;
    private bool _isDone;
    private bool _isFinished;
    private bool _usageAfterFinish;

    /// <inheritdoc/>
    public bool IsComplete => _decoder.HasChoices && (_isDone || _isFinished && (profile.EndsWithoutDone || _usageAfterFinish));

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> MissingEnd => _isDone ? default : Done;

    /// <inheritdoc/>
    public Usage Usage { get; private set; } = Usage.Unknown;

    /// <inheritdoc/>
    public Fault? Fault { get; private set; }

    /// <inheritdoc/>
    public TapVerdict Observe(in WireFrame frame)
    {
        var data = frame.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
            return _isCommitted ? TapVerdict.Semantic : TapVerdict.Prelude;
        if (data[0] == (byte)'[')
            return ObserveEnd(data, frame);
        var finishes = SaysValue(data, "\"finish_reason\""u8);
        _isFinished |= finishes;
        var mayBeError = data[0] != (byte)'{' || !frame.Event.IsEmpty || data.IndexOf("\"error\""u8) >= 0;
        return _isCommitted && !mayBeError ? Skim(frame, data) : Read(frame, data, finishes);
    }

    /// <summary>OpenAI says <c>"usage":null</c> in every chunk once it is asked for usage, which strict clients that did not ask refuse.</summary>
    public Range UnaskedIn(ReadOnlySpan<byte> frame) => asked.IncludeUsage ? default : NullMember.Find(frame, "\"usage\""u8);

    private TapVerdict ObserveEnd(ReadOnlySpan<byte> data, in WireFrame frame)
    {
        if (!data.SequenceEqual("[DONE]"u8))
            return Read(frame, data, finishes: false);
        _isDone = true;
        return TapVerdict.End;
    }

    /// <summary>A chunk in the middle of an answer, or behind it.</summary>
    private TapVerdict Skim(in WireFrame frame, ReadOnlySpan<byte> data)
    {
        Usage? usage;
        RawJson choices = default, counts = default, tier = default;
        try
        {
            var members = new JsonMembers(frame.Data);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("choices"u8))
                    choices = value;
                else if (name.SequenceEqual("usage"u8) && value.Kind == JsonValueKind.Object)
                    counts = value;
                else if (name.SequenceEqual("service_tier"u8))
                    tier = value;
            }
            usage = counts.IsAbsent ? null : UsageReader.ReadCounts(counts, tier);
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            return Unreadable();
        }
        if (usage is null)
            return choices.IsAbsent ? Read(frame, data, finishes: false) : TapVerdict.Semantic;
        return TakeUsage(usage, HasNone(choices));
    }

    private TapVerdict TakeUsage(Usage usage, bool isAlone)
    {
        Usage = usage.ServiceTier == ServiceTier.Unknown ? usage.ServedAs(ServiceTiers.Of(_decoder.ServiceTier)) : usage;
        _usageAfterFinish |= _isFinished;
        return isAlone && !asked.IncludeUsage ? TapVerdict.Drop : TapVerdict.Semantic;
    }

    private TapVerdict Unreadable()
    {
        Fault = new Fault(FaultKind.MalformedReply, "The provider sent a chunk that cannot be read.") { Source = FaultSource.Provider, Dialect = Names.Dialect };
        return TapVerdict.Fault;
    }

    private TapVerdict Read(in WireFrame frame, ReadOnlySpan<byte> data, bool finishes)
    {
        _events.Clear();
        try
        {
            _decoder.Decode(frame, _events);
        }
        catch (WireFormatException)
        {
            return Unreadable();
        }
        var hasUsage = TakeEvents();
        if (Fault is not null)
            return TapVerdict.Fault;
        _usageAfterFinish |= hasUsage && _isFinished;
        if (hasUsage && !asked.IncludeUsage && HasNoChoices(data))
            return TapVerdict.Drop;
        _isCommitted |= finishes;
        return _isCommitted ? TapVerdict.Semantic : TapVerdict.Prelude;
    }

    private bool TakeEvents()
    {
        var hasUsage = false;
        foreach (var chatEvent in _events)
        {
            _isCommitted |= chatEvent.IsSemantic;
            if (chatEvent.Detail is Usage usage)
            {
                // A clean copy: the frame's bytes are gone with the next read.
                Usage = usage with { Extras = usage.Extras?.Detach() };
                hasUsage = true;
            }
            else if (chatEvent is { Kind: ChatEventKind.Fault, Detail: Fault fault })
            {
                Fault = fault with { Extras = fault.Extras?.Detach() };
            }
        }
        return hasUsage;
    }

    /// <summary>Whether the member is there with a value: not null, not the empty text. A text cannot contain the name, its quotes would be escaped.</summary>
    private static bool SaysValue(ReadOnlySpan<byte> data, ReadOnlySpan<byte> quotedName)
    {
        for (var at = data.IndexOf(quotedName); at >= 0; at = data.IndexOf(quotedName))
        {
            data = data[(at + quotedName.Length)..].TrimStart(" \t\r\n:"u8);
            if (!data.StartsWith("null"u8) && !data.StartsWith("\"\""u8))
                return true;
        }
        return false;
    }

    private static bool HasNoChoices(ReadOnlySpan<byte> data)
    {
        var at = data.IndexOf("\"choices\""u8);
        if (at < 0)
            return true;
        var value = data[(at + "\"choices\"".Length)..].TrimStart(" \t\r\n:"u8);
        return IsEmptyArray(value);
    }

    private static bool HasNone(RawJson choices) => choices.IsAbsent || IsEmptyArray(choices.Utf8.Span);

    private static bool IsEmptyArray(ReadOnlySpan<byte> value) => value.StartsWith("["u8) && value[1..].TrimStart(" \t\r\n"u8).StartsWith("]"u8);
}
