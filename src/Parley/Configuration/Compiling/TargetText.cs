using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Turns the targets of configured model names into backends and models.</summary>
internal static class TargetText
{
    /// <summary>The two sides of <c>backend/model</c>; the model is null when there is no slash.</summary>
    public static (string Backend, string? Model) Split(string target)
    {
        var slash = target.IndexOf('/');
        return slash < 0 ? (target, null) : (target[..slash], target[(slash + 1)..]);
    }

    /// <summary>Backends that targets name by a provider of the catalog, without an entry of their own: they are used with the catalog's defaults.</summary>
    public static IEnumerable<BackendOptions> Implied(GatewayOptions options, Catalog catalog) =>
        options.Models.SelectMany(AllOf).Select(target => Split(target).Backend)
            .Where(id => !options.Backends.Any(backend => Same(backend.Id, id)) && !options.InProcess.Any(backend => Same(backend.Id, id)) && catalog.Find(id) is not null)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(id => new BackendOptions { Id = id, Type = id });

    /// <summary>The route of a configured name. Targets that lead nowhere were reported before and are left out.</summary>
    public static ModelRoute Route(ModelOptions options, IReadOnlyDictionary<string, Backend> backends) =>
        new(options.Name, Targets(options.Targets, backends))
        {
            Conversion = options.Conversion,
            HostedTools = options.HostedTools,
            Strategy = options.Strategy,
            Expression = options.Expression,
            Cache = options.Cache,
            Limits = options.Limits.OrNull,
            Failure = options.Failure,
            EscalationPath = Targets(Plain(options.Failure.Forwarding.EscalationPath), backends),
            ContextWindowFallbacks = Targets(Plain(options.Failure.ContextWindowFallbacks), backends),
            ContentPolicyFallbacks = Targets(Plain(options.Failure.ContentPolicyFallbacks), backends),
        };

    private static ImmutableArray<Target> Targets(ImmutableArray<TargetOptions> items, IReadOnlyDictionary<string, Backend> backends)
    {
        var targets = ImmutableArray.CreateBuilder<Target>(items.Length);
        foreach (var item in items)
        {
            var (id, model) = Split(item.Text);
            if (backends.TryGetValue(id, out var backend) && (model ?? backend.DefaultModel) is { Length: > 0 } name)
                targets.Add(new Target(backend, name) { Weight = item.Weight ?? backend.Weight, Quality = item.Quality ?? backend.Quality });
            else if (backend is null && EchoBackend.IsTarget(id, model))
                targets.Add(new Target(EchoBackend.Instance, EchoBackend.Model));
        }
        return targets.DrainToImmutable();
    }

    /// <summary>Whether two ids are the same; case does not matter.</summary>
    public static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>Targets of which nothing but the name is said.</summary>
    private static ImmutableArray<TargetOptions> Plain(ImmutableArray<string> texts) => [.. texts.Select(static text => new TargetOptions(text))];

    /// <summary>All targets that an entry names.</summary>
    private static IEnumerable<string> AllOf(ModelOptions model) => [.. model.Targets.Select(static target => target.Text), .. model.Failure.Forwarding.EscalationPath, .. model.Failure.ContextWindowFallbacks, .. model.Failure.ContentPolicyFallbacks];
}
