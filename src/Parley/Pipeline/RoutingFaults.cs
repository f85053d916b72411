using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers;
using Parley.Routing;
using Parley.Routing.Filters;

namespace Parley.Pipeline;

/// <summary>Faults of finding a target.</summary>
internal static class RoutingFaults
{
    private const int LongestName = 200;
    private const int LongestAsked = 512;
    private const int MostReasons = 8;

    /// <summary>A name as messages show it.</summary>
    public static string Shown(string model) => model.Length <= LongestName ? model : model[..LongestName] + "...";

    /// <summary>The fault of a name that would lead somewhere else in an address, since some backends have the model in their path; null for every other.</summary>
    public static Fault? OfNames(RequestHead head)
    {
        if (OfName(head.Model) is { } misleading)
            return misleading;
        if (head.Fallbacks.IsEmpty)
            return null;
        foreach (var name in head.Fallbacks)
        {
            if (OfName(name) is { } further)
                return further;
        }
        return null;
    }

    private static Fault? OfName(string model)
    {
        // What is known of targets is kept by their names: that is not to be filled by callers.
        if (model.Length > LongestAsked)
            return new Fault(FaultKind.InvalidRequest, $"A model's name has at most {LongestAsked} characters, this one {model.Length}.") { Param = "model", Code = "invalid_model" };
        return PathSteps.LeadAway(model)
            ? new Fault(FaultKind.InvalidRequest, "A model's name holds no step upwards, no backslash, question mark, number sign or control character.") { Param = "model", Code = "invalid_model" }
            : null;
    }

    /// <summary>The fault of a key that may not ask for such a thing at all.</summary>
    public static Fault OfOperation(CallerKey caller) =>
        new(FaultKind.Permission, $"The key '{caller.Name}' may not ask for this. Its operator can allow it by 'operations'.") { Code = "operation_not_allowed" };

    /// <summary>The fault of a request whose time is over before anybody was asked.</summary>
    public static Fault Late() => new(FaultKind.TotalTimeout, "The time that the request has is over.") { Code = "deadline_exceeded" };

    /// <summary>The fault of a name that leads to targets of which none can or may serve the request.</summary>
    public static Fault NobodyLeft(RoutingDecision decision)
    {
        var first = decision.Refused[0];
        if (decision.Refused.All(static candidate => !candidate.Target.Backend.Enabled))
            return Disabled(first.Target.Backend);
        if (decision.Refused.All(static candidate => candidate.RefusedBy == KeyFilter.Label))
            return NotAllowed(AskedFor(decision));
        if (decision.Refused.All(static candidate => candidate.RefusedBy == PriceFilter.Label))
            return new Fault(FaultKind.Permission, $"Nobody knows what {AskedFor(decision)} costs, and this gateway uses no model of unknown price.") { Code = "price_unknown", Param = "model" };
        var reasons = string.Join("; ", decision.Refused.Take(MostReasons).Select(static candidate => $"{candidate.Target}: {candidate.Refusal}"));
        return new Fault(FaultKind.NoTarget, $"No target can serve this request. {reasons}.") { Code = "no_target", Backend = first.Target.Backend.Id, RetryAfter = CoolAfter(decision) };
    }

    /// <summary>The fault of a key that may not use what a name leads to.</summary>
    /// <param name="names">What was asked for, in quotes.</param>
    public static Fault NotAllowed(string names) => new(FaultKind.Permission, $"The key may not use {names}.") { Code = "model_not_allowed", Param = "model" };

    /// <summary>The names as the caller gave them; one who gave none asked for what stands for that.</summary>
    private static string AskedFor(RoutingDecision decision)
    {
        var head = decision.Context.Head;
        // What leads nowhere is not forbidden.
        var names = head.Fallbacks.Insert(0, head.Model).Where(name => name.Length > 0 && !decision.Unknown.Contains(name)).DefaultIfEmpty(decision.Refused[0].Target.ToString());
        return string.Join(" or ", names.Take(MostReasons).Select(static name => $"'{Shown(name)}'"));
    }

    /// <summary>When the first of them has cooled, where heat is what stands in the way of all; null otherwise.</summary>
    private static TimeSpan? CoolAfter(RoutingDecision decision) => decision.Refused.All(static candidate => candidate.RefusedBy == ThermalFilter.Label)
        ? decision.Refused.Min(static candidate => candidate.Facts.Hardware?.CoolingUntil) - decision.Context.Now
        : null;

    /// <summary>The fault of a model name that leads nowhere, or to disabled backends only.</summary>
    public static Fault Of(string model, Resolution resolution)
    {
        if (resolution.Disabled.Length > 0)
            return Disabled(resolution.Disabled[0].Backend);
        if (model.Length == 0)
            return new Fault(FaultKind.InvalidRequest, "The request names no model, and no backend has a default one.") { Param = "model", Code = "model_required" };
        var near = resolution.Nearest.Length == 0 ? "" : $" Did you mean {string.Join(", ", resolution.Nearest)}?";
        return new Fault(FaultKind.NotFound, $"The model '{Shown(model)}' does not exist here.{near}") { Code = "model_not_found", Param = "model" };
    }

    private static Fault Disabled(Backend backend) =>
        new(FaultKind.NoTarget, $"The backend {backend.Id} is disabled: {backend.DisabledReason}") { Code = "no_target", Backend = backend.Id };
}
