using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Ledger.Budgets;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>Where an exchange goes after attempts that failed.</summary>
/// <param name="Next">Whom to ask; null when it is over.</param>
/// <param name="Action">What that is.</param>
internal readonly record struct Step(Candidate? Next, NextAction Action)
{
    /// <summary>How long is waited before.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What speaks against going on, besides the faults themselves; null where nothing does.</summary>
    public string? Refusal { get; init; }

    /// <summary>Nowhere.</summary>
    public static Step End(string? refusal = null) => new(null, NextAction.Stop) { Refusal = refusal };

    /// <summary>What is put down with an attempt: of several that failed each has its own reason.</summary>
    /// <param name="fault">How it failed.</param>
    /// <param name="asked">What it was asked for.</param>
    public NextStep After(Fault fault, OperationKind asked)
    {
        var why = CannotCount(fault, asked) ? "it has no such operation, or no such model" : WhyOf(fault);
        return new NextStep(Action, Refusal is null ? why : $"{why}, and {Refusal}") { Wait = Wait };
    }

    /// <summary>A server that does not count has no such path, which says nothing of the request: others may.</summary>
    public static bool CannotCount(Fault fault, OperationKind asked) => asked == OperationKind.CountTokens && fault.Kind is (FaultKind.NotFound or FaultKind.MethodNotAllowed);

    /// <summary>What is put down with an attempt whose answer is not needed: what it failed of by itself, and otherwise that another was quicker.</summary>
    public static NextStep Lost(Fault? fault, string quicker) =>
        new(NextAction.Lost, fault is null or { Kind: FaultKind.Cancelled } ? quicker : $"{WhyOf(fault)}, and {quicker}");

    /// <summary>Why the next attempt is made, for whoever asks why its answer came from there.</summary>
    public static string Occasion(NextAction action, Target failed, string why) => action switch
    {
        NextAction.Retry => $"retry after {failed}: {why}",
        NextAction.NextKey => $"another key after {failed}: {why}",
        NextAction.Fallback => $"fallback after {failed}: {why}",
        NextAction.Escalate => $"escalation after {failed}: {why}",
        _ => $"next target after {failed}: {why}",
    };

    /// <summary>What it failed of; of what was not even sent that is no fault of the target.</summary>
    private static string WhyOf(Fault fault) => fault.Code switch
    {
        _ when BudgetFaults.IsOwn(fault) => "the caller's limits left no room for it",
        Admission.Refused => "its limits left no room",
        AttemptRunner.Resting => "it had failed of late, and another request tried it just then",
        _ => FaultTable.Of(fault).Why,
    };
}
