using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>The refusal of what a backend cannot be asked for.</summary>
internal static class OperationFaults
{
    /// <summary>Why: it has nothing of that kind, or the caller demands what only the very operation can say.</summary>
    public static Fault Of(Attempt attempt)
    {
        var backend = attempt.Target.Backend;
        var name = attempt.Request.Operation.Name.Replace('_', ' ');
        var who = $"The backend {backend.Id} ({backend.Provider.DisplayName})";
        if (attempt.Request.Head.Demand is { } demand && backend.Answering(attempt.Request.Operation) is not null)
            return new Fault(FaultKind.Unsupported, $"{who} has no {name} of its own for this model, without which it cannot be asked for {demand.What}.") { Code = "unsupported_feature", Param = demand.Place, Backend = backend.Id };
        return new Fault(FaultKind.Unsupported, $"{who} has no {name}.") { Code = "unsupported_operation", Backend = backend.Id };
    }
}
