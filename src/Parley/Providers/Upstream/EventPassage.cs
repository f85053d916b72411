using System.Runtime.CompilerServices;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>
/// The events of one answer on their way to the sink. They are held until the first that a caller can see; that one claims the reply. A fault before it leaves the reply to others, one after it ends the stream.
/// </summary>
/// <param name="attempt">The attempt that the answer belongs to.</param>
/// <param name="signed">Gathers what the model signed; null where nobody wants it.</param>
internal class EventPassage(Attempt attempt, SignedCalls? signed)
{
    private const int MaxHeldEvents = 64;
    private const int MaxHeldBytes = 256 << 10;
    private int _looked;
    private int _held;
    private long _heldBytes;
    private long _written;
    private long _told;
    private bool _semantic;
    private bool _begun;

    /// <summary>Why the stream broke; null while it did not.</summary>
    public Fault? Fault { get; private set; }

    /// <summary>What has come and was not handed over.</summary>
    protected List<ChatEvent> Events { get; } = new(16);

    /// <summary>Takes the next event.</summary>
    public void Add(in ChatEvent chatEvent)
    {
        Events.Add(chatEvent);
        Look();
    }

    /// <summary>The stream broke where no event said so.</summary>
    public void Fail(Fault fault) => Fault ??= fault;

    /// <summary>Hands over what may be shown; false when the stream is over for this attempt.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> PassAsync()
    {
        if (!_semantic && Fault is null && Events.Count < MaxHeldEvents && _heldBytes < MaxHeldBytes)
        {
            Hold();
            return true;
        }
        if (!_begun && Fault is not null && !_semantic)
            return false;
        if (!_begun && !TryBegin())
            return false;
        _begun = true;
        attempt.Deadlines.Progress();
        var came = _written - _told;
        attempt.Deadlines.Writing(came);
        attempt.Came = _told = _written;
        if (Events.Count > 0)
            await attempt.Sink.WriteEventsAsync(Events, attempt.Deadlines.Token).ConfigureAwait(false);
        attempt.Deadlines.Wrote();
        if (came > 0 && attempt.Watch?.Came(came) is { } end && attempt.Finish is null)
            Fail(end);
        Events.Clear();
        _looked = _held = 0;
        return Fault is null && !attempt.Sink.IsSatisfied;
    }

    /// <summary>Claims the caller's reply and announces it; false when another attempt has it.</summary>
    protected virtual bool TryBegin() => InnerSink.TryBegin(attempt, new ReplyHead(attempt.Target, [], attempt.Log));

    /// <summary>Notes the events that have come since, and, before the end, the count that no event brought.</summary>
    protected void Look()
    {
        while (_looked < Events.Count && Fault is null)
        {
            if (Events[_looked].Kind == ChatEventKind.End)
                CompleteUsage();
            Note(Events[_looked]);
            if (Fault is null)
                _looked++;
        }
        // The fault itself, and what stands behind it; one that no event brought has nothing behind it.
        if (Fault is not null)
            Events.RemoveRange(_looked, Events.Count - _looked);
    }

    private void CompleteUsage()
    {
        if (_written > 0 && EstimatedUsage.IsMissing(attempt.Usage))
            Events.Insert(_looked, ChatEvent.Of(ChatEventKind.Usage, EstimatedUsage.Complete(attempt.Usage, _written, attempt)));
    }

    private void Note(in ChatEvent chatEvent)
    {
        _semantic |= chatEvent.IsSemantic;
        _written += EstimatedUsage.BytesOf(chatEvent);
        signed?.Add(chatEvent);
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Usage: attempt.Usage = (Usage)chatEvent.Detail!; break;
            case ChatEventKind.Finish: attempt.Finish ??= (Finish)chatEvent.Detail!; break;
            case ChatEventKind.Fault: Fault = (Fault)chatEvent.Detail! with { Backend = attempt.Target.Backend.Id }; break;
        }
    }

    /// <summary>Events that wait outlive the buffer that they were read from.</summary>
    private void Hold()
    {
        for (; _held < Events.Count; _held++)
        {
            Events[_held] = Events[_held].Detach();
            _heldBytes += Events[_held].Text.ByteCount;
        }
    }
}
