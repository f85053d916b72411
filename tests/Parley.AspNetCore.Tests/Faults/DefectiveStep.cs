using System.Diagnostics.CodeAnalysis;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>A step with a defect.</summary>
/// <param name="when">When it shows.</param>
public sealed class DefectiveStep(Moment when) : IMiddleware
{
    /// <inheritdoc/>
    public ContentAccess Needs => ContentAccess.None;

    /// <inheritdoc/>
    public async ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        if (when == Moment.Before)
            throw new InvalidOperationException("A defect before.");
        var settlement = await next(when == Moment.Within ? Behind(exchange) : exchange, cancellationToken);
        return when == Moment.After ? throw new InvalidOperationException("A defect after.") : settlement;
    }

    private static Exchange Behind(Exchange exchange) => new()
    {
        Id = exchange.Id,
        Request = exchange.Request,
        Sink = new DefectiveSink(exchange.Sink),
        Snapshot = exchange.Snapshot,
        Started = exchange.Started,
        Caller = exchange.Caller,
        Wishes = exchange.Wishes,
    };

    /// <summary>Passes on the first burst of a stream and no other.</summary>
    private sealed class DefectiveSink(ReplySink inner) : ReplySink, IWireSink
    {
        private IWireSink? _wire;
        private bool _passed;

        public override void Begin(ReplyHead head) => inner.Begin(head);

        public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => throw new InvalidOperationException("A defect within.");

        public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
        {
            Demand();
            return inner.WriteEventsAsync(events, cancellationToken);
        }

        public override ValueTask FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override bool TryGetWire(Operation operation, [NotNullWhen(true)] out IWireSink? wire) => (wire = inner.TryGetWire(operation, out _wire) ? this : null) is not null;

        public void TakeReply(string contentType, PooledBufferWriter body)
        {
            body.Dispose();
            throw new InvalidOperationException("A defect within.");
        }

        public ValueTask WriteFramesAsync(string contentType, ReadOnlyMemory<byte> frames, CancellationToken cancellationToken)
        {
            Demand();
            return _wire!.WriteFramesAsync(contentType, frames, cancellationToken);
        }

        public void HoldEnd(ReadOnlyMemory<byte> frame) => _wire!.HoldEnd(frame);

        private void Demand()
        {
            if (_passed)
                throw new InvalidOperationException("A defect within.");
            _passed = true;
        }
    }
}

/// <summary>When a defect shows.</summary>
public enum Moment
{
    /// <summary>Before anybody is asked.</summary>
    Before,

    /// <summary>In the middle of the answer.</summary>
    Within,

    /// <summary>When the answer is there but for its end.</summary>
    After,
}
