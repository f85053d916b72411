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
            if (!TryEnter(candidate, isLast: ReferenceEquals(candidate, decision.Ranked[^1]), out var pass))
                continue;
            attempts.Add(await TryAsync(exchange, candidate, (attempts.Count + 1, pass), cancellationToken).ConfigureAwait(false));
            for (var left = candidate.Target.Backend.Keyed.Length - 1; left > 0 && MayTryNextKey(attempts[^1], exchange) && TryEnter(candidate, isLast: true, out pass); left--)
                attempts.Add(await TryAsync(exchange, candidate, (attempts.Count + 1, pass), cancellationToken).ConfigureAwait(false));
            if (!MayTryNext(attempts[^1], exchange))
                break;
        }
        var last = attempts[^1];
        return new Settlement(attempts, last.Usage, ToldTo(attempts));
    }

    /// <summary>Whether a candidate may be tried now. Where its breaker was known to be open, or nobody else is left, it is tried all the same.</summary>
    private bool TryEnter(Candidate candidate, bool isLast, out BreakerPass pass) =>
        states.Of(candidate.Target).TryBegin(isLast || candidate.Facts.Breaker?.Bars(watchdog.Time.GetUtcNow()) == true, out pass);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AttemptOutcome> TryAsync(Exchange exchange, Candidate candidate, (int Number, BreakerPass Pass) turn, CancellationToken cancellationToken)
    {
        var (target, origin) = (states.Of(candidate.Target.Backend).Keys.TakeFor(candidate.Target), candidate.Origin!);
        using var deadlines = new Deadlines(watchdog, target.Backend.Timeouts, cancellationToken);
        var request = exchange.Request.Lacking(exchange.Decision!.Unknown).For(target.Backend).Under(origin.Conversion, origin.HostedTools);
        var attempt = new Attempt(turn.Number, target, request, exchange.Sink, deadlines);
        AttemptOutcome? outcome = null;
        try
        {
            if (StateFaults.Of(attempt) is { } unknown)
                return outcome = attempt.Outcome(unknown);
            return outcome = await upstreams.For(target, exchange.Request.Operation).SendAsync(attempt).ConfigureAwait(false);
        }
        catch (WireFormatException unreadable)
        {
            // The upstream's own format faults are values by now: what is left is the caller's request, read when it had to be translated.
            return outcome = attempt.Outcome(RequestFaults.Malformed(unreadable));
        }
        finally
        {
            states.Of(target).End(turn.Pass, target, outcome);
        }
    }

    private bool MayTryNextKey(AttemptOutcome outcome, Exchange exchange) =>
        outcome is { Fault: { } fault, Committed: false } && exchange.Sink.Winner is null && KeyPool.IsOfKey(fault.Kind) && states.Of(outcome.Target.Backend).Keys.AnyLives(outcome.Target.Backend, outcome.Target.Model);

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
