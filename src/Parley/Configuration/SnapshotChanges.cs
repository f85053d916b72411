using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>Tells what differs between two snapshots, for people.</summary>
internal static class SnapshotChanges
{
    /// <summary>One line for each difference: <c>+ backend groq</c>, <c>- model fast</c>, <c>~ backend openai</c>.</summary>
    public static ImmutableArray<string> Between(GatewaySnapshot before, GatewaySnapshot after) =>
    [
        .. Compare("backend", before.BackendList.ToDictionary(backend => backend.Id), after.BackendList.ToDictionary(backend => backend.Id), SameBackend),
        .. Compare("model", before.Models, after.Models, SameModel),
        .. Compare("key", before.Keys.All.ToDictionary(key => key.Name), after.Keys.All.ToDictionary(key => key.Name), (left, right) => left.Hash.Span.SequenceEqual(right.Hash.Span)),
    ];

    private static IEnumerable<string> Compare<T>(string kind, IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<T, T, bool> same)
    {
        foreach (var name in before.Keys.Where(name => !after.ContainsKey(name)))
            yield return $"- {kind} {name}";
        foreach (var (name, value) in after)
        {
            if (!before.TryGetValue(name, out var old))
                yield return $"+ {kind} {name}";
            else if (!same(old, value))
                yield return $"~ {kind} {name}";
        }
    }

    private static bool SameBackend(Backend left, Backend right) =>
        left.BaseAddress == right.BaseAddress && Equals(left.Credential, right.Credential) && left.Keyed.Select(static keyed => keyed.Key).SequenceEqual(right.Keyed.Select(static keyed => keyed.Key)) && left.Auth == right.Auth && left.Provider.Name == right.Provider.Name
        && left.Headers.SequenceEqual(right.Headers) && left.Query.SequenceEqual(right.Query) && left.Profile == right.Profile && left.Timeouts == right.Timeouts
        && left.Priority == right.Priority && left.DefaultModel == right.DefaultModel && left.Defaults == right.Defaults && left.DisabledReason == right.DisabledReason
        && left.Price == right.Price && left.Prices.SameAs(right.Prices) && left.Region == right.Region && left.Hardware == right.Hardware && left.PowerWatts == right.PowerWatts && left.Weight.Equals(right.Weight) && Nullable.Equals(left.Quality, right.Quality) && left.Tags.SequenceEqual(right.Tags)
        && left.AdaptiveTimeout == right.AdaptiveTimeout && left.Breaker == right.Breaker && left.Health == right.Health
        && SamePatterns(left.Patterns, right.Patterns);

    private static bool SamePatterns(ModelPatterns left, ModelPatterns right) =>
        left.Supported.SequenceEqual(right.Supported) && left.Preferred.SequenceEqual(right.Preferred) && left.Excluded.SequenceEqual(right.Excluded);

    private static bool SameModel(ModelRoute left, ModelRoute right) =>
        left.Conversion == right.Conversion && left.Strategy == right.Strategy && left.Targets.Select(Shown).SequenceEqual(right.Targets.Select(Shown));

    private static string Shown(Target target) => $"{target} {target.Weight} {target.Quality}";
}
