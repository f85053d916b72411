using System.Runtime.CompilerServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>The slow lane of streams: frames are decoded to events, and events are handed to the sink in the bursts that the network brings them in.</summary>
internal static class TranslatedStream
{
    public static ValueTask<Fault?> PassAsync(UpstreamCall call) =>
        PassAsync(call, call.ChatCodec.FramingOf(call.Head), new RepeatingDecoder(call.ChatCodec.OpenDecoder(call.Profile)));

    /// <summary>The same with a framing and a decoder of the caller's.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Fault?> PassAsync(UpstreamCall call, StreamFraming framing, IChatDecoder decoder)
    {
        using var frames = FrameReaders.Create(framing);
        var stream = new EventStream(call, frames, decoder, call.IsTranslated ? new() : null);
        var source = new ArrivingBytes(call);
        while (await source.ReadAsync(frames).ConfigureAwait(false))
        {
            stream.Decode();
            if (decoder.IsDone)
            {
                call.Response.Finish();
                break;
            }
            if (!await stream.PassAsync().ConfigureAwait(false))
                return stream.Fault;
        }
        stream.Complete();
        await stream.PassAsync().ConfigureAwait(false);
        return stream.Fault;
    }

    /// <summary>The state of one stream between its reads.</summary>
    private sealed class EventStream(UpstreamCall call, FrameReader frames, IChatDecoder decoder, SignedCalls? signed) : EventPassage(call.Attempt, signed)
    {
        private readonly SignedCalls? _signed = signed;

        public void Decode()
        {
            while (Fault is null && frames.TryRead(out var frame))
                Decode(frame);
        }

        public void Complete()
        {
            while (Fault is null && !decoder.IsDone && frames.TryReadLast(out var frame))
                Decode(frame);
            if (Fault is null && frames.IsCut && !decoder.IsDone)
                Fail(NetworkFaults.Malformed("The backend's stream ended in the middle of an event.", call.Attempt));
            else if (Fault is null)
                decoder.Complete(Events);
            Look();
            if (Fault is null && _signed is not null)
                call.Attempt.Request.Continuations.Keep(_signed.Build(), call.Attempt);
        }

        protected override bool TryBegin() => call.TryBegin();

        private void Decode(in WireFrame frame)
        {
            // Comments keep connections alive and say nothing.
            if (frame.IsEmpty)
                return;
            WireText.Demand(frame.Data.Span);
            decoder.Decode(frame with { Data = UnpairedSurrogates.ReplacedInNames(frame.Data) }, Events);
            Look();
        }
    }
}
