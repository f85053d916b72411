using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Compiling;

/// <summary>Substitutes stand in for names that lead nowhere, and so must lead somewhere themselves.</summary>
internal static class SubstituteCheck
{
    /// <summary>Reports those that are for nothing or lead nowhere.</summary>
    public static void Report(GatewayOptions options, IReadOnlyList<Backend> backends, ProblemList problems)
    {
        var translation = (options.Node?.Find("routing")?.Value as ConfigMap)?.Find("model_translation", "modelTranslation")?.Value as ConfigMap;
        var node = translation?.Find("substitutes")?.Value as ConfigMap ?? translation;
        foreach (var (about, name) in options.Routing.ModelTranslation?.Substitutes ?? [])
        {
            var place = Place.Of(node, about);
            if (!MediaTypes.AndAny.Contains(about))
                problems.Add(new Problem(ProblemCode.NotAllowed, $"no request is about `{about}`", place) { Hint = $"one of {string.Join(", ", MediaTypes.AndAny)}" });
            if (ProblemOf(options, backends, about, name, place) is { } problem)
                problems.Add(problem);
        }
    }

    private static Problem? ProblemOf(GatewayOptions options, IReadOnlyList<Backend> backends, string about, string name, SourceSpan? place)
    {
        if (IsNamed(options, backends, name) || backends.Any(backend => Serves(options, backend, name, live: false)))
            return null;
        var near = NearNames.Closest(name, options.Models.Select(static model => model.Name));
        // What only the list of a running server could tell is not known now.
        var isOpen = name.Length > 0 && backends.Any(backend => backend.ModelsEndpoint is not null && Serves(options, backend, name, live: true));
        return isOpen && near is null ? null : new Problem(ProblemCode.LeadsNowhere, $"the substitute `{name}` for `{about}` leads nowhere{(isOpen ? ", unless a backend lists it" : "")}", place)
        {
            Severity = isOpen ? Severity.Warning : Severity.Error,
            Hint = near is null ? "name one of `models`, or write backend/model" : $"did you mean `{near}`?",
        };
    }

    /// <summary>Whether it is a configured name, or says its backend.</summary>
    private static bool IsNamed(GatewayOptions options, IReadOnlyList<Backend> backends, string name)
    {
        if (options.Models.Any(model => model.Name == name) || name == ModelResolver.Auto)
            return true;
        var (id, model) = TargetText.Split(name);
        return EchoBackend.IsTarget(id, model) || (model is { Length: > 0 } && backends.Any(backend => TargetText.Same(backend.Id, id)));
    }

    private static bool Serves(GatewayOptions options, Backend backend, string name, bool live) =>
        name.Length > 0 && ModelTranslation.Of(options.Routing.ModelTranslation, backend, name, asked => ModelResolver.Serves(backend, asked, live ? _ => new HashSet<string> { asked } : null)) is not null;
}
