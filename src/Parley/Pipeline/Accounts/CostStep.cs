using Parley.Configuration;
using Parley.Pipeline.Accounts;

namespace Parley.Pipeline;

/// <summary>
/// Tells the host what each request cost, by the prices that the ledger reckons with. It only tells: a budget that holds is an entry of <c>limits</c> (<see cref="Configuration.Options.GatewayOptions.Limits"/>), and <see cref="GatewayParts.OnLimit"/> is told when it is nearly or wholly used up.
/// </summary>
/// <param name="options">Whom to tell.</param>
/// <param name="time">The clock; the system's when null.</param>
public sealed class CostStep(CostOptions options, TimeProvider? time = null) : IMiddleware
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, decimal> _totals = new(StringComparer.Ordinal);
    private DateTimeOffset _since;

    /// <inheritdoc/>
    public string Name => "costs";

    /// <inheritdoc/>
    public ContentAccess Needs => ContentAccess.None;

    /// <inheritdoc/>
    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        options.OnCost is { } tell ? TellAsync(exchange, next, tell, cancellationToken) : next(exchange, cancellationToken);

    private async ValueTask<Settlement> TellAsync(Exchange exchange, GatewayStep next, Action<RequestCost> tell, CancellationToken cancellationToken)
    {
        var settlement = await next(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange.Decision is not { } decision)
            return settlement;
        var byCurrency = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        var isKnown = true;
        foreach (var attempt in settlement.Attempts)
        {
            if (!attempt.IsSent)
                continue;
            if (CallCost.Of(decision, attempt)?.Total is { } cost)
                byCurrency[cost.Currency] = byCurrency.GetValueOrDefault(cost.Currency) + cost.Amount;
            else
                isKnown = false;
        }
        foreach (var (currency, amount) in byCurrency)
            tell(new RequestCost(exchange.Id, new Money(amount, currency), new Money(Add(currency, amount), currency), isKnown));
        if (byCurrency.Count == 0 && !isKnown)
            tell(new RequestCost(exchange.Id, null, null, IsWhole: false));
        return settlement;
    }

    private decimal Add(string currency, decimal amount)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - _since >= options.ResetInterval)
            {
                _totals.Clear();
                _since = now;
            }
            return _totals[currency] = _totals.GetValueOrDefault(currency) + amount;
        }
    }
}

/// <summary>Whom to tell of costs.</summary>
public sealed record CostOptions
{
    /// <summary>Told after each request that called a backend, once for each currency; from many requests at once, and before the last byte of the answer. What it throws ends the request as any step's exception does: catch what may fail. Null for nobody.</summary>
    public Action<RequestCost>? OnCost { get; init; }

    /// <summary>After how long the total begins anew.</summary>
    public TimeSpan ResetInterval { get; init; } = TimeSpan.FromDays(1);
}

/// <summary>What one request cost.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Cost">All its calls, those that failed included; null when that is unknown, which is not free.</param>
/// <param name="Total">All requests since the total began; null when <paramref name="Cost"/> is.</param>
/// <param name="IsWhole">False when a further call is not in it, since nobody knows what it cost.</param>
public readonly record struct RequestCost(string RequestId, Money? Cost, Money? Total, bool IsWhole);
