using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The last step: asks the router for the targets and tries them in order. The only place that tries anything twice; upstream handlers never do.
/// </summary>
internal sealed class Dispatch(Upstreams upstreams, RouteFinder routes, TargetStates states, Watchdog watchdog)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Settlement> InvokeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var (_, decision, fault) = routes.Find(new RouteQuestion(exchange.Snapshot, exchange.Request.Head, exchange.Request.Operation.Codec.Kind, exchange.Wishes, exchange.Caller) { Request = exchange.Request });
        exchange.Decision = decision;
        if (fault is not null)
            return Settlement.Of(fault);
        var attempts = new List<AttemptOutcome>(1);
        foreach (var candidate in decision!.Ranked)
        {
            attempts.Add(await TryAsync(exchange, candidate, attempts.Count + 1, cancellationToken).ConfigureAwait(false));
            if (!MayTryNext(attempts[^1], exchange))
                break;
        }
        var last = attempts[^1];
        return new Settlement(attempts, last.Usage, ToldTo(attempts));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AttemptOutcome> TryAsync(Exchange exchange, Candidate candidate, int number, CancellationToken cancellationToken)
    {
        var (target, origin) = (candidate.Target, candidate.Origin!);
        using var deadlines = new Deadlines(watchdog, target.Backend.Timeouts, cancellationToken);
        var request = exchange.Request.Lacking(exchange.Decision!.Unknown).For(target.Backend).Under(origin.Conversion, origin.HostedTools);
        var attempt = new Attempt(number, target, request, exchange.Sink, deadlines);
        if (StateFaults.Of(attempt) is { } unknown)
            return attempt.Outcome(unknown);
        var state = states.Of(target);
        state.Begin();
        AttemptOutcome? outcome = null;
        try
        {
            return outcome = await upstreams.For(target, exchange.Request.Operation).SendAsync(attempt).ConfigureAwait(false);
        }
        catch (WireFormatException unreadable)
        {
            // The upstream's own format faults are values by now: what is left is the caller's request, read when it had to be translated.
            return outcome = attempt.Outcome(RequestFaults.Malformed(unreadable));
        }
        finally
        {
            state.End(outcome);
        }
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
