using Parley.Ledger.Budgets;

namespace Parley.Pipeline.Steps;

/// <summary>The limits of callers. What a request is known by before it is routed is asked here, what its calls use where they are made.</summary>
internal sealed class LimitsStep(BudgetState budgets) : IMiddleware
{
    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        Allowance.Of(exchange.Snapshot, exchange.Caller, exchange.Labels, budgets) is { } allowance ? LimitAsync(exchange, allowance, next, cancellationToken) : next(exchange, cancellationToken);

    private static async ValueTask<Settlement> LimitAsync(Exchange exchange, Allowance allowance, GatewayStep next, CancellationToken cancellationToken)
    {
        exchange.Allowance = allowance;
        if (allowance.Enter() is { } fault)
            return Settlement.Of(fault);
        try
        {
            return await next(exchange, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            allowance.Leave();
        }
    }
}
