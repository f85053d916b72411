using System.Runtime.CompilerServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The slow lane of streams: frames are decoded to events, and events are handed to the sink in the bursts that the network brings them in.</summary>
internal static class TranslatedStream
{
    private const int MaxHeldEvents = 64;

    public static ValueTask<Fault?> PassAsync(UpstreamCall call) =>
        PassAsync(call, call.ChatCodec.FramingOf(call.Head), new RepeatingDecoder(call.ChatCodec.OpenDecoder(call.Profile)));

    /// <summary>The same with a framing and a decoder of the caller's.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Fault?> PassAsync(UpstreamCall call, StreamFraming framing, IChatDecoder decoder)
    {
        using var frames = FrameReaders.Create(framing);
        var stream = new EventStream(call, frames, decoder);
        var source = new ArrivingBytes(call.Response.Content.ReadAsStream(call.CancellationToken), call);
        while (await source.ReadAsync(frames).ConfigureAwait(false))
        {
            stream.Decode();
            if (!await stream.PassAsync().ConfigureAwait(false))
                return stream.Fault;
        }
        stream.Complete();
        await stream.PassAsync().ConfigureAwait(false);
        return stream.Fault;
    }

    /// <summary>The state of one stream between its reads.</summary>
    private sealed class EventStream(UpstreamCall call, FrameReader frames, IChatDecoder decoder)
    {
        private readonly List<ChatEvent> _events = new(16);
        private readonly SignedCalls? _signed = call.IsTranslated ? new() : null;
        private int _looked;
        private int _held;
        private long _written;
        private bool _semantic;
        private bool _begun;

        public Fault? Fault { get; private set; }

        public void Decode()
        {
            while (Fault is null && frames.TryRead(out var frame))
                Decode(frame);
        }

        public void Complete()
        {
            while (Fault is null && frames.TryReadLast(out var frame))
                Decode(frame);
            if (Fault is null && frames.IsCut)
                Fault = NetworkFaults.Malformed("The backend's stream ended in the middle of an event.", call.Attempt);
            else if (Fault is null)
                decoder.Complete(_events);
            Look();
            if (Fault is null && _signed is not null)
                call.Attempt.Request.Continuations.Keep(_signed.Build(), call.Attempt.Target);
        }

        /// <summary>Hands over what may be shown; false when the stream is over for this attempt.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<bool> PassAsync()
        {
            if (!_semantic && Fault is null && _events.Count < MaxHeldEvents)
            {
                Hold();
                return true;
            }
            if (!_begun && Fault is not null && !_semantic)
                return false;
            if (!_begun && !call.TryBegin())
                return false;
            _begun = true;
            call.Attempt.Deadlines.Progress();
            if (_events.Count > 0)
                await call.Attempt.Sink.WriteEventsAsync(_events, call.CancellationToken).ConfigureAwait(false);
            _events.Clear();
            _looked = _held = 0;
            return Fault is null && !call.Attempt.Sink.IsSatisfied;
        }

        private void Decode(in WireFrame frame)
        {
            // Comments keep connections alive and say nothing.
            if (frame.IsEmpty)
                return;
            WireText.Demand(frame.Data.Span);
            decoder.Decode(frame, _events);
            Look();
        }

        private void Look()
        {
            while (_looked < _events.Count && Fault is null)
            {
                if (_events[_looked].Kind == ChatEventKind.End)
                    CompleteUsage();
                Note(_events[_looked]);
                if (Fault is null)
                    _looked++;
            }
            // The fault itself, and what stands behind it; one that no event brought has nothing behind it.
            if (Fault is not null)
                _events.RemoveRange(_looked, _events.Count - _looked);
        }

        /// <summary>Before the end, the count that no event brought.</summary>
        private void CompleteUsage()
        {
            if (_written > 0 && EstimatedUsage.IsMissing(call.Attempt.Usage))
                _events.Insert(_looked, ChatEvent.Of(ChatEventKind.Usage, EstimatedUsage.Complete(call.Attempt.Usage, _written, call.Attempt)));
        }

        private void Note(in ChatEvent chatEvent)
        {
            _semantic |= chatEvent.IsSemantic;
            _written += EstimatedUsage.BytesOf(chatEvent);
            _signed?.Add(chatEvent);
            switch (chatEvent.Kind)
            {
                case ChatEventKind.Usage: call.Attempt.Usage = (Usage)chatEvent.Detail!; break;
                case ChatEventKind.Finish: call.Attempt.Finish ??= (Finish)chatEvent.Detail!; break;
                case ChatEventKind.Fault: Fault = (Fault)chatEvent.Detail! with { Backend = call.Attempt.Target.Backend.Id }; break;
            }
        }

        /// <summary>Events that wait outlive the buffer that they were read from.</summary>
        private void Hold()
        {
            for (; _held < _events.Count; _held++)
                _events[_held] = _events[_held].Detach();
        }
    }
}
