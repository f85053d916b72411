using System.Collections.Immutable;
using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Validators;

/// <summary>Names of models are unique, and their targets lead somewhere.</summary>
internal sealed class ModelValidator : IValidator
{
    public void Check(GatewayOptions options, Catalog catalog, ProblemList problems)
    {
        var names = new Dictionary<string, SourceSpan?>(StringComparer.Ordinal);
        var known = new Surroundings(options, catalog, problems);
        foreach (var model in options.Models.Where(model => model.Name.Length > 0))
        {
            if (!names.TryAdd(model.Name, Place.Of(model.Node, "name")))
                problems.Add(new Problem(ProblemCode.SameName, $"there are two models `{model.Name}`", Place.Of(model.Node, "name")) { Hint = "give it another name, or put its targets into the first", Notes = Place.NoteOf(names[model.Name]) });
            CheckHiding(model, options, problems);
            if (model.Targets.IsEmpty && (model.Node is null || model.Node.Find("targets") is not null))
                problems.Add(new Problem(ProblemCode.Missing, $"model `{model.Name}` has no targets", Place.Of(model.Node, "targets")) { Hint = "add one, as backend/model" });
            CheckTargets(model, "targets", [.. model.Targets.Select(static target => target.Text)], known);
            CheckTargets(model, "context_window_fallbacks", model.Failure.ContextWindowFallbacks, known);
            CheckTargets(model, "content_policy_fallbacks", model.Failure.ContentPolicyFallbacks, known);
            foreach (var target in model.Failure.Forwarding.EscalationPath)
                CheckTarget(model, target, Place.Of(model.Node, "forwarding"), known);
        }
    }

    private static void CheckHiding(ModelOptions model, GatewayOptions options, ProblemList problems)
    {
        var (id, rest) = TargetText.Split(model.Name);
        if (rest is not null && options.Backends.Any(backend => TargetText.Same(backend.Id, id)))
        {
            problems.Add(new Problem(ProblemCode.Hidden, $"model `{model.Name}` hides `{rest}` of backend `{id}`", Place.Of(model.Node, "name"))
            {
                Severity = Severity.Warning,
                Hint = "a name without a slash hides nothing",
            });
        }
    }

    private static void CheckTargets(ModelOptions model, string field, ImmutableArray<string> targets, in Surroundings known)
    {
        for (var i = 0; i < targets.Length; i++)
            CheckTarget(model, targets[i], Place.OfItem(model.Node, field, i), known);
    }

    private static void CheckTarget(ModelOptions model, string target, SourceSpan? place, in Surroundings known)
    {
        var (options, catalog, problems) = known;
        var (id, name) = TargetText.Split(target);
        var backend = options.Backends.FirstOrDefault(backend => TargetText.Same(backend.Id, id));
        var provider = backend is null ? catalog.Find(id) : ProviderChoice.Of(backend, catalog);
        if (backend is null && EchoBackend.IsTarget(id, name))
            return;
        if (backend is null && options.InProcess.FirstOrDefault(code => TargetText.Same(code.Id, id)) is { } code)
        {
            if (string.IsNullOrEmpty(name) && code.DefaultModel is null)
                problems.Add(NoModel(target, id, place));
            return;
        }
        if (backend is null && provider is null)
        {
            var near = NearNames.Closest(id, Ids(options).Concat(catalog.All.Select(known => known.Name)));
            problems.Add(new Problem(ProblemCode.UnknownBackend, $"model `{model.Name}` leads to backend `{id}`, which does not exist", place)
            {
                Hint = near is null ? "write it as backend/model" : $"did you mean `{near}{(name is null ? "" : "/" + name)}`?",
                Notes = [$"backends: {string.Join(", ", Ids(options))}"],
            });
        }
        else if (string.IsNullOrEmpty(name) && (backend?.Model ?? provider?.DefaultModel) is null)
        {
            problems.Add(NoModel(target, id, place));
        }
    }

    /// <summary>The ids of all backends, each once: that one stands twice is told where it stands.</summary>
    private static IEnumerable<string> Ids(GatewayOptions options) =>
        options.Backends.Select(known => known.Id).Concat(options.InProcess.Select(known => known.Id)).Distinct(StringComparer.OrdinalIgnoreCase);

    private static Problem NoModel(string target, string id, SourceSpan? place) =>
        new(ProblemCode.Missing, $"target `{target}` names no model, and backend `{id}` has no default", place) { Hint = $"write `{id}/model`" };

    /// <summary>What a target is checked against, and where problems go.</summary>
    private readonly record struct Surroundings(GatewayOptions Options, Catalog Catalog, ProblemList Problems);
}
