using Microsoft.Extensions.Logging;
using Parley.Conversations;
using Parley.Ledger.Budgets;
using Parley.Ledger.Sessions;
using Parley.Pipeline.Caching;
using Parley.Pipeline.Steps;

namespace Parley.Pipeline;

/// <summary>The steps of every exchange, in order. To add one is to add a line.</summary>
internal static class DefaultPipeline
{
    /// <summary>The steps before dispatch, outermost first.</summary>
    public static IReadOnlyList<IMiddleware> Steps(BudgetState budgets, BudgetSharing? sharing, SessionGovernor sessions, IReplyStore replies, SealMakers makers, AnswerCache answers, RouteFinder routes, ILogger logger) =>
    [
        new TraceStep(),
        new ConversationStep(replies, makers, logger),
        new LimitsStep(budgets, sharing, sessions),
        new GuardStep(null, logger),
        new HistoryStep(),
        new CacheStep(answers, routes),
    ];

    /// <summary>Puts steps and dispatch together into one way.</summary>
    public static GatewayStep Build(IReadOnlyList<IMiddleware> steps, Dispatch dispatch)
    {
        GatewayStep way = dispatch.InvokeAsync;
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var (step, next) = (steps[i], way);
            way = (exchange, cancellationToken) => step.InvokeAsync(exchange, next, cancellationToken);
        }
        return way;
    }
}
