using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Routing;

namespace Parley.Management;

/// <summary>Answers where requests went and where one would go. Thread-safe.</summary>
internal sealed class Explanations(Gateway gateway)
{
    /// <summary>The decision on a request; null when it is not kept, or belongs to another key.</summary>
    public DecisionReport? Of(string exchangeId, CallerKey? caller) =>
        gateway.Engine.Decisions.Find(exchangeId) is { } record && MaySee(record, caller) ? DecisionReports.Of(record) : null;

    /// <summary>The kept decisions that a caller may see, the newest first.</summary>
    public IEnumerable<DecisionReport> Newest(CallerKey? caller) => gateway.Engine.Decisions.Newest.Where(record => MaySee(record, caller)).Select(DecisionReports.Of);

    /// <summary>Where a request would go that is not sent; null and the fault that it would meet when its model leads nowhere.</summary>
    public DecisionReport? Explain(RequestText text, RoutingWishes wishes, CallerKey? caller, out Fault? fault)
    {
        (_, var decision, fault) = gateway.Engine.Routes.Find(new RouteQuestion(gateway.Snapshot, text.Head, OperationKind.Chat, wishes, caller) { IsSent = false, Request = text.Request });
        return decision is null ? null : DecisionReports.Of(decision);
    }

    /// <summary>Without keys there is one operator, who sees all; with keys each sees its own, and one that may read, or administer, all.</summary>
    private static bool MaySee(DecisionRecord record, CallerKey? caller) => caller is null or { MayRead: true } || record.Decision.Context.CallerName == caller.Name;
}
