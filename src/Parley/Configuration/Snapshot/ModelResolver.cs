using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>
/// Finds where a model name leads. An exact configured name wins; then <c>backendId/anything</c>, split at the first slash, to which patterns never apply;
/// then the built-in echo, by its one name; then <c>auto</c>, which is every target that the operator named; then bare names: the backends whose patterns support them, highest priority first.
/// </summary>
public static class ModelResolver
{
    /// <summary>The name of no model in particular: the router chooses among all that fit.</summary>
    public const string Auto = "auto";

    private const int NearestCount = 3;

    /// <summary>The targets of a model name, best first.</summary>
    /// <param name="snapshot">The configuration.</param>
    /// <param name="model">The name that the caller asks for.</param>
    /// <param name="liveModels">What backends say that they serve, by backend id; null where nothing is known yet.</param>
    public static Resolution Resolve(GatewaySnapshot snapshot, string model, Func<string, IReadOnlySet<string>?>? liveModels = null)
    {
        if (snapshot.Names.Find(model) is { } known)
            return known;
        if (snapshot.Models.TryGetValue(model, out var route))
            return snapshot.Names.Keep(model, Split(route.Targets, route));
        if (Explicit(snapshot, model) is { } target)
            return snapshot.Names.Keep(model, Split([target], null));
        if (EchoBackend.Find(snapshot, model) is { } echo)
            return new Resolution { Targets = [echo] };
        if (model == Auto && snapshot.EveryTarget is { Length: > 0 } every)
            return Split(every, null);
        var bare = Bare(snapshot, model, liveModels);
        return bare.Length > 0 ? Split(bare, null) : new Resolution { Nearest = Nearest(snapshot, model, liveModels) };
    }

    private static Target? Explicit(GatewaySnapshot snapshot, string model)
    {
        var slash = model.IndexOf('/');
        if (slash <= 0 || slash == model.Length - 1)
            return null;
        return snapshot.Find(model.AsSpan(0, slash)) is { } backend ? new Target(backend, model[(slash + 1)..]) : null;
    }

    private static ImmutableArray<Target> Bare(GatewaySnapshot snapshot, string model, Func<string, IReadOnlySet<string>?>? liveModels)
    {
        var found = ImmutableArray.CreateBuilder<Target>();
        var preferred = 0;
        foreach (var backend in snapshot.ByPriority)
        {
            if (Choose(snapshot, backend, model, liveModels) is not { } target)
                continue;
            // Backends come highest priority first; a preferred one moves before the others of its own priority only.
            if (found.Count == 0 || found[^1].Backend.Priority != backend.Priority)
                preferred = found.Count;
            if (ModelPatterns.Any(backend.Patterns.Preferred, model))
                found.Insert(preferred++, target);
            else
                found.Add(target);
        }
        return found.DrainToImmutable();
    }

    /// <summary>A request that names no model goes to backends that have a default.</summary>
    private static Target? Choose(GatewaySnapshot snapshot, Backend backend, string model, Func<string, IReadOnlySet<string>?>? liveModels)
    {
        if (model.Length == 0)
            return backend.DefaultModel is null ? null : new Target(backend, backend.DefaultModel);
        if (snapshot.Routing.ModelTranslation is null && backend.ModelMap.IsEmpty)
            return Serves(backend, model, liveModels) ? new Target(backend, model) : null;
        return ModelTranslation.Of(snapshot.Routing.ModelTranslation, backend, model, name => Serves(backend, name, liveModels)) is { } found
            ? new Target(backend, found.Model) { Fit = found.Fit, FitPriority = found.Priority }
            : null;
    }

    /// <summary>Whether a backend is known to serve a model.</summary>
    internal static bool Serves(Backend backend, string model, Func<string, IReadOnlySet<string>?>? liveModels)
    {
        var patterns = backend.Patterns;
        if (ModelPatterns.Any(patterns.Excluded, model))
            return false;
        if (ModelPatterns.Any(patterns.Supported, model) || ModelPatterns.Any(patterns.Preferred, model))
            return true;
        if (patterns.SaysSupported)
            return false;
        return ModelPatterns.Any(backend.Provider.Models, model) || string.Equals(OwnDefault(backend), model, StringComparison.OrdinalIgnoreCase)
            || liveModels?.Invoke(backend.Id)?.Contains(model) == true;
    }

    /// <summary>The operator's default model, which is there because the operator says so; the catalog's is a suggestion that a local server may not have.</summary>
    private static string? OwnDefault(Backend backend) => backend.DefaultModel == backend.Provider.DefaultModel ? null : backend.DefaultModel;

    private static Resolution Split(ImmutableArray<Target> found, ModelRoute? route) => AreEnabled(found)
        ? new Resolution { Route = route, Targets = found }
        : new Resolution
        {
            Route = route,
            Targets = [.. found.Where(static target => target.Backend.Enabled)],
            Disabled = [.. found.Where(static target => !target.Backend.Enabled)],
        };

    private static bool AreEnabled(ImmutableArray<Target> found)
    {
        foreach (var target in found)
        {
            if (!target.Backend.Enabled)
                return false;
        }
        return true;
    }

    private static ImmutableArray<string> Nearest(GatewaySnapshot snapshot, string model, Func<string, IReadOnlySet<string>?>? liveModels)
    {
        var isQualified = model.Contains('/');
        var names = snapshot.ModelList.Select(route => route.Name)
            .Concat(snapshot.BackendList.Where(backend => backend.Enabled).SelectMany(backend => NamesOf(backend, liveModels).Select(name => isQualified ? $"{backend.Id}/{name}" : name)));
        if (snapshot.EchoEnabled)
            names = names.Append("parley/echo");
        return NearNames.Of(model, names, NearestCount);
    }

    private static IEnumerable<string> NamesOf(Backend backend, Func<string, IReadOnlySet<string>?>? liveModels)
    {
        var known = backend.Patterns.Supported.Concat(backend.Patterns.Preferred).Concat(backend.Patterns.SaysSupported ? [] : backend.Provider.Models)
            .Where(pattern => pattern.IsLiteral).Select(pattern => pattern.Pattern);
        if (OwnDefault(backend) is { } own)
            known = known.Append(own);
        return known.Concat(liveModels?.Invoke(backend.Id) ?? Enumerable.Empty<string>());
    }
}
