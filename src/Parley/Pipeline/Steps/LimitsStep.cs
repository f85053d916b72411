using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger.Budgets;
using Parley.Ledger.Sessions;

namespace Parley.Pipeline.Steps;

/// <summary>The limits of callers and of sessions. What a request is known by before it is routed is asked here, what its calls use where they are made. Stands where the conversation is told whole.</summary>
internal sealed class LimitsStep(BudgetState budgets, BudgetSharing? sharing, SessionGovernor sessions) : IMiddleware
{
    public string Name => "limits";

    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        if (exchange.Snapshot.Sessions is { } options && Govern(exchange, options) is { } stop)
            return new(Settlement.Of(stop));
        var isTurn = exchange.Request.Operation.Codec.Kind != OperationKind.CountTokens;
        return Allowance.Of(exchange.Snapshot, exchange.Caller, exchange.Labels, budgets, sharing, isTurn) is { } allowance ? LimitAsync(exchange, allowance, next, cancellationToken) : next(exchange, cancellationToken);
    }

    private Fault? Govern(Exchange exchange, SessionOptions options)
    {
        var session = sessions.SessionOf(options, exchange.Caller, exchange.Labels, exchange.Request, exchange.Id);
        if (session != exchange.Labels.Session)
            exchange.Labels = exchange.Labels with { Session = session };
        return sessions.Check(options, exchange.Caller, session, exchange.Request);
    }

    private static async ValueTask<Settlement> LimitAsync(Exchange exchange, Allowance allowance, GatewayStep next, CancellationToken cancellationToken)
    {
        exchange.Allowance = allowance;
        if (await allowance.EnterAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            return Settlement.Of(SessionGovernor.Stopped(fault) ?? fault);
        try
        {
            var settlement = await next(exchange, cancellationToken).ConfigureAwait(false);
            return SessionGovernor.Stopped(settlement.Fault) is { } stop ? settlement with { Fault = stop } : settlement;
        }
        finally
        {
            allowance.Leave();
        }
    }
}
