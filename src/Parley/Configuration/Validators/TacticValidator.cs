using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>A model says in one way only how its targets are asked: of several at once, a second when the first is late, and a stronger when an answer does not convince, only one can be done.</summary>
internal sealed class TacticValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        foreach (var model in options.Models)
        {
            if (model.Failure.Forwarding is { Enabled: false } forwarding && forwarding != ForwardingOptions.None)
                DemandSwitch(model, "forwarding", problems);
            if (model.Failure.Hedge is { Enabled: null } hedge && hedge != HedgeOptions.None && options.Failure.Hedge.Enabled is null)
                DemandSwitch(model, "hedge", problems);
            var said = Said(model.Failure).ToList();
            foreach (var further in said.Skip(1))
            {
                problems.Add(new Problem(ProblemCode.ExcludeEachOther, $"`{said[0]}` and `{further}` of model `{model.Name}` exclude each other", Place.Of(model.Node, further))
                {
                    Hint = $"keep one of them: `{further}` would do nothing",
                    Notes = Place.NoteOf(Place.Of(model.Node, said[0])),
                });
            }
        }
    }

    private static void DemandSwitch(ModelOptions model, string group, ProblemList problems)
    {
        if ((model.Node?.Find(group)?.Value as ConfigMap)?.Find("enabled") is null)
            problems.Add(new Problem(ProblemCode.WithoutEffect, $"`{group}` of model `{model.Name}` is not switched on", Place.Of(model.Node, group)) { Severity = Severity.Warning, Hint = "say `enabled: true`" });
    }

    /// <summary>What is said of it, the strongest first.</summary>
    private static IEnumerable<string> Said(FailureOptions failure)
    {
        if (failure.Forwarding.Enabled)
            yield return "forwarding";
        if (failure.Parallel.Mode is not null)
            yield return "parallel";
        if (failure.Hedge.Enabled == true)
            yield return "hedge";
    }
}
