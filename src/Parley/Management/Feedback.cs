using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Management;

/// <summary>Takes what callers say of answers. Thread-safe.</summary>
internal sealed class Feedback(Gateway gateway)
{
    /// <summary>Takes a judgement; a fault when there is nothing that it could be about.</summary>
    /// <param name="exchangeId">The id of the request.</param>
    /// <param name="reward">What the answer was worth, from 0 to 1.</param>
    /// <param name="caller">Who says so: only the key's own requests count.</param>
    /// <param name="learned">Whether routing learned from it: only where the strategy <c>adaptive</c> chose.</param>
    public Fault? Give(string exchangeId, double reward, CallerKey? caller, out bool learned)
    {
        learned = false;
        if (gateway.Engine.Decisions.Find(exchangeId) is not { } record || (caller is not null && record.Decision.Context.CallerName != caller.Name))
            return new Fault(FaultKind.NotFound, "No request of yours is kept under this id.") { Code = "unknown_request", Param = "request_id" };
        learned = gateway.Engine.Learning.Correct(record.Decision, reward);
        return null;
    }
}
