using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Validators;

/// <summary>What says how something is done says that it is done, too. And a model says in one way only how its targets are asked: of several at once, a second when the first is late, and a stronger when an answer does not convince, only one can be done.</summary>
internal sealed class TacticValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        CheckShared(options, problems);
        foreach (var model in options.Models)
        {
            if (model.Failure.Parallel is { Mode: null } parallel && parallel != ParallelCallOptions.None)
                problems.Add(Idle($"`parallel` of model `{model.Name}` has no `mode`", Place.Of(model.Node, "parallel"), "say `mode: first`, `fastest` or `all`"));
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

    /// <summary>What stands beside the models. A hedge for all is what a model's own begins with: it is of use where one of them is switched on.</summary>
    private static void CheckShared(GatewayOptions options, ProblemList problems)
    {
        if (options.Failure.Hedge is { Enabled: null } hedge && hedge != HedgeOptions.None && !options.Models.Any(static model => model.Failure.Hedge.Enabled == true))
            problems.Add(Idle("`hedge` is not switched on", Place.Of(options.Node, "hedge"), "say `enabled: true`"));
        if (options.Efficiency is { Mode: null } efficiency && (efficiency.QuietHours != QuietHours.Night || efficiency.Rules != AutoRule.Usual))
            problems.Add(Idle("`efficiency` has no `mode`, so that nothing goes by its hours and rules", Place.Of(options.Node, "efficiency"), "say `mode: auto`, which goes by them"));
        foreach (var backend in options.Backends)
        {
            if (backend.SlowStream is { MinTokensPerSecond: null } slow && slow != SlowStreamOptions.None)
                problems.Add(Idle($"`slow_stream` of backend `{backend.Id}` says no rate", Place.Of(backend.Node, "slow_stream"), "say `min_tokens_per_second`"));
        }
    }

    private static Problem Idle(string message, SourceSpan? place, string hint) => new(ProblemCode.WithoutEffect, message, place) { Severity = Severity.Warning, Hint = hint };

    private static void DemandSwitch(ModelOptions model, string group, ProblemList problems)
    {
        if ((model.Node?.Find(group)?.Value as ConfigMap)?.Find("enabled") is null)
            problems.Add(Idle($"`{group}` of model `{model.Name}` is not switched on", Place.Of(model.Node, group), "say `enabled: true`"));
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
