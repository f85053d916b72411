using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers;
using Parley.Providers.Upstream;
using Parley.Resilience;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The last step: finds the targets and tries them in order. The only place that tries anything twice; upstream handlers never do.
/// </summary>
internal sealed class Dispatch(Upstreams upstreams, ModelLists models, Watchdog watchdog)
{
    private readonly Func<string, IReadOnlySet<string>?> _liveModels = models.Of;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Settlement> InvokeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (RoutingFaults.OfName(exchange.Request.Head.Model) is { } misleading)
            return Settlement.Of(misleading);
        var resolution = ModelResolver.Resolve(exchange.Snapshot, exchange.Request.Head.Model, _liveModels);
        if (resolution.Targets.Length == 0)
            return Settlement.Of(RoutingFaults.Of(exchange.Request.Head.Model, resolution));
        var attempts = new List<AttemptOutcome>(1);
        foreach (var target in resolution.Targets)
        {
            using var deadlines = new Deadlines(watchdog, target.Backend.Timeouts, cancellationToken);
            var request = exchange.Request.For(target.Backend).Under(resolution.Conversion, resolution.HostedTools);
            var attempt = new Attempt(attempts.Count + 1, target, request, exchange.Sink, deadlines);
            try
            {
                attempts.Add(StateFaults.Of(attempt) is { } unknown
                    ? attempt.Outcome(unknown)
                    : await upstreams.For(target, exchange.Request.Operation).SendAsync(attempt).ConfigureAwait(false));
            }
            catch (WireFormatException unreadable)
            {
                // The upstream's own format faults are values by now: what is left is the caller's request, read when it had to be translated.
                attempts.Add(attempt.Outcome(RequestFaults.Malformed(unreadable)));
            }
            if (!MayTryNext(attempts[^1], exchange))
                break;
        }
        var last = attempts[^1];
        return new Settlement(attempts, last.Usage, ToldTo(attempts));
    }

    private static bool MayTryNext(AttemptOutcome outcome, Exchange exchange) =>
        outcome is { Fault: { } fault, Committed: false } && exchange.Sink.Winner is null && (fault.MayRetry || fault.Kind == FaultKind.Unsupported);

    /// <summary>What the caller is told after several attempts: a backend's own trouble says more than that another could not carry the request.</summary>
    private static Fault? ToldTo(List<AttemptOutcome> attempts)
    {
        var last = attempts[^1].Fault;
        if (last is not { Kind: FaultKind.Unsupported })
            return last;
        foreach (var attempt in attempts)
        {
            if (attempt.Fault is { Kind: not FaultKind.Unsupported } other)
                return other;
        }
        return last;
    }
}
