using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// The fast lane of streams: whole frames are copied to the caller as they are, in the bursts that the network brings them in. A tap looks at each: it finds the first that a caller can see,
/// usage, faults and the end, and drops a usage chunk that nobody asked for.
/// </summary>
internal static class CopiedStream
{
    private const int MaxHeldBytes = 256 << 10;
    private const int MaxHeldFrames = 64;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Fault?> PassAsync(UpstreamCall call)
    {
        using var frames = FrameReaders.Create(call.ChatCodec.FramingOf(call.Head));
        using var copy = new FrameCopy(call, frames, new RepeatingTap(call.ChatCodec.OpenTap(call.Attempt.Request.Asked, call.Profile)));
        var source = new ArrivingBytes(call);
        while (await source.ReadAsync(frames).ConfigureAwait(false))
        {
            copy.Take();
            if (copy.HasEnded)
            {
                call.Response.Finish();
                break;
            }
            if (!await copy.PassAsync().ConfigureAwait(false))
                return copy.Fault;
        }
        copy.Complete();
        await copy.PassAsync().ConfigureAwait(false);
        return copy.Fault;
    }

    /// <summary>The state of one stream between its reads.</summary>
    private sealed class FrameCopy(UpstreamCall call, FrameReader frames, IStreamTap tap) : IDisposable
    {
        private ReadOnlyMemory<byte> _run;
        private ReadOnlyMemory<byte> _end;
        private PooledBufferWriter? _held;
        private FrameText _text = new();
        private int _heldFrames;
        private bool _semantic;
        private bool _begun;

        public Fault? Fault { get; private set; }

        /// <summary>Whether the stream has said that it is over: how the connection ends says no more.</summary>
        public bool HasEnded { get; private set; }

        public void Take()
        {
            while (Fault is null && frames.TryRead(out var frame))
                Judge(frame);
        }

        public void Complete()
        {
            if (HasEnded)
                return;
            while (Fault is null && frames.TryReadLast(out var frame))
                Judge(frame);
            if (Fault is null && (frames.IsCut || !tap.IsComplete))
                Fault = NetworkFaults.Malformed("The backend's stream ended before it was complete.", call.Attempt);
            else if (Fault is null && !tap.MissingEnd.IsEmpty)
                _end = tap.MissingEnd;
        }

        /// <summary>Hands over what may be shown; false when the stream is over for this attempt.</summary>
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<bool> PassAsync()
        {
            if (!_semantic && Fault is null && _heldFrames < MaxHeldFrames && (_held?.WrittenCount ?? 0) + _run.Length < MaxHeldBytes)
            {
                Hold();
                _end = _end.ToArray();
                return true;
            }
            if (!_begun && Fault is not null && !_semantic)
                return false;
            if (!_begun && !call.TryBegin())
                return false;
            _begun = true;
            call.Attempt.Deadlines.Progress();
            if (_held is not null)
                Hold();
            var bytes = _held?.WrittenMemory ?? _run;
            if (!bytes.IsEmpty)
                await call.Lane.Wire!.WriteFramesAsync(call.ContentType, bytes, call.CancellationToken).ConfigureAwait(false);
            _run = default;
            _held?.Dispose();
            _held = null;
            // Not before the reply is claimed: an attempt that another was faster than leaves nothing behind.
            if (!_end.IsEmpty && Fault is null)
                call.Lane.Wire!.HoldEnd(_end);
            _end = default;
            if (call.Attempt.Watch is { } watch && _text.Tell(watch) is { } cut && !HasEnded)
                Fault ??= cut;
            return Fault is null;
        }

        /// <summary>However the stream ended, what it said of its usage counts.</summary>
        public void Dispose()
        {
            call.Attempt.Usage = tap.Usage;
            call.Attempt.Came = _begun ? _text.Bytes : 0;
            _held?.Dispose();
        }

        private void Judge(in WireFrame frame)
        {
            switch (frame.IsEmpty ? VerdictOfEmpty(frame) : tap.Observe(frame with { Data = UnpairedSurrogates.ReplacedInNames(frame.Data) }))
            {
                case TapVerdict.Semantic: _semantic = true; _text.Add(frame.Raw.Length); Append(frame.Raw); break;
                case TapVerdict.Prelude: Append(frame.Raw); _heldFrames += frame.IsEmpty ? 0 : 1; break;
                // The end of what is no answer is a fault to come, and its frame must not stand behind the next backend's answer.
                case TapVerdict.End when tap.IsComplete: (_end, HasEnded) = (frame.Raw, true); break;
                case TapVerdict.Fault: Fault = tap.Fault! with { Backend = call.Attempt.Target.Backend.Id }; break;
            }
        }

        /// <summary>A comment, or the bracket behind the last element of an array, which ends the stream: an error could not stand behind it.</summary>
        private static TapVerdict VerdictOfEmpty(in WireFrame frame) => frame.Raw.Span is [.., (byte)']'] ? TapVerdict.End : TapVerdict.Prelude;

        private void Append(ReadOnlyMemory<byte> raw)
        {
            var (start, length) = tap.UnaskedIn(raw.Span).GetOffsetAndLength(raw.Length);
            if (length > 0)
                AppendRun(raw[..start]);
            AppendRun(raw[(start + length)..]);
        }

        /// <summary>Frames that follow each other in the reader's buffer are one run, and one copy.</summary>
        private void AppendRun(ReadOnlyMemory<byte> raw)
        {
            if (_run.IsEmpty)
            {
                _run = raw;
            }
            else if (MemoryMarshal.TryGetArray(_run, out var run) && MemoryMarshal.TryGetArray(raw, out var next)
                && run.Array == next.Array && run.Offset + run.Count == next.Offset)
            {
                _run = run.Array.AsMemory(run.Offset, run.Count + next.Count);
            }
            else
            {
                Hold();
                _run = raw;
            }
        }

        /// <summary>Bytes that wait outlive the buffer that they were read from.</summary>
        private void Hold()
        {
            if (_run.IsEmpty)
                return;
            _held ??= new PooledBufferWriter(1024);
            _held.Write(_run.Span);
            _run = default;
        }
    }
}
