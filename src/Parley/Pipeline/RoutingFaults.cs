using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers;

namespace Parley.Pipeline;

/// <summary>Faults of finding a target.</summary>
internal static class RoutingFaults
{
    private const int LongestName = 200;

    /// <summary>A name as messages show it.</summary>
    public static string Shown(string model) => model.Length <= LongestName ? model : model[..LongestName] + "...";

    /// <summary>The fault of a name that would lead somewhere else in an address, since some backends have the model in their path; null for every other.</summary>
    public static Fault? OfName(string model) => PathSteps.LeadAway(model)
        ? new Fault(FaultKind.InvalidRequest, "A model's name holds no step upwards, no backslash, question mark, number sign or control character.") { Param = "model", Code = "invalid_model" }
        : null;

    /// <summary>The fault of a model name that leads to no usable target.</summary>
    public static Fault Of(string model, Resolution resolution)
    {
        if (resolution.Disabled.Length > 0)
        {
            var disabled = resolution.Disabled[0].Backend;
            return new Fault(FaultKind.NoTarget, $"The backend {disabled.Id} is disabled: {disabled.DisabledReason}") { Code = "no_target", Backend = disabled.Id };
        }
        if (model.Length == 0)
            return new Fault(FaultKind.InvalidRequest, "The request names no model, and no backend has a default one.") { Param = "model", Code = "model_required" };
        var near = resolution.Nearest.Length == 0 ? "" : $" Did you mean {string.Join(", ", resolution.Nearest)}?";
        return new Fault(FaultKind.NotFound, $"The model '{Shown(model)}' does not exist here.{near}") { Code = "model_not_found", Param = "model" };
    }
}
