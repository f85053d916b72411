using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>Holds the snapshot in use. Reading it is one reference read; a reload swaps it in one write, or leaves it. Thread-safe.</summary>
public sealed class ConfigurationStore
{
    private readonly Lock _reloading = new();
    private GatewaySnapshot _current;

    /// <summary>Begins with a snapshot.</summary>
    public ConfigurationStore(GatewaySnapshot initial) => _current = initial;

    /// <summary>The snapshot in use. A request takes it once and keeps it.</summary>
    public GatewaySnapshot Current => Volatile.Read(ref _current);

    /// <summary>Reads the configuration again. With errors the snapshot in use stays in use.</summary>
    /// <param name="loader">Reads configurations.</param>
    /// <param name="sources">The files, lowest first.</param>
    public Reload TryReload(ConfigurationLoader loader, IReadOnlyList<SourceText> sources) => TryReload(sources, loader.HasStoredKeys, revision => loader.Load(sources, revision));

    /// <summary>Takes up a configuration that was made in code. With errors the snapshot in use stays in use.</summary>
    /// <param name="loader">Compiles configurations.</param>
    /// <param name="options">The configuration.</param>
    public Reload TryReload(ConfigurationLoader loader, GatewayOptions options) => TryReload([], loader.HasStoredKeys, revision => loader.Load(options, revision));

    private Reload TryReload(IReadOnlyList<SourceText> sources, bool hasStoredKeys, Func<long, LoadedConfiguration> load)
    {
        lock (_reloading)
        {
            var before = _current;
            var loaded = load(before.Revision + 1);
            if (loaded.Snapshot is not { } after)
                return new Reload(before, IsApplied: false, loaded.Problems, []);
            var problems = loaded.Problems;
            if (sources.Count > 0 && loaded.Options is { Node: null })
                return new Reload(before, IsApplied: false, [.. problems, NothingSaid(sources)], []);
            if (!after.Server.IsSameAs(before.Server))
            {
                problems = [.. problems, new Problem(ProblemCode.NeedsRestart, "`server` has changed", Place.Of(loaded.Options?.Node, "server")) { Severity = Severity.Warning, Hint = "takes effect after a restart" }];
                after = after.WithServer(before.Server);
            }
            // A file that is being written, or was emptied, must not open the door that a key held shut.
            if (before.Keys.AreRequired && !after.Keys.AreRequired && !hasStoredKeys)
                return new Reload(before, IsApplied: false, [.. problems, NoKeyLeft(before)], []);
            Volatile.Write(ref _current, after);
            return new Reload(after, IsApplied: true, problems, SnapshotChanges.Between(before, after));
        }
    }

    /// <summary>An editor or a full disk empties a file; who means it can say so.</summary>
    private static Problem NothingSaid(IReadOnlyList<SourceText> sources) =>
        new(ProblemCode.Missing, $"nothing is left in {string.Join(" and ", sources.Select(static source => source.Name))}, and all backends would be gone", null) { Hint = "write `{}` for a configuration that says nothing" };

    private static Problem NoKeyLeft(GatewaySnapshot listening) =>
        new(ProblemCode.OpenToAll, $"the keys are gone, and `{listening.Server.Http}` would be open until a restart") { Hint = "restart, or keep a key" };
}

/// <summary>What came of reading the configuration again.</summary>
/// <param name="Snapshot">The snapshot in use now.</param>
/// <param name="IsApplied">Whether it is the new one.</param>
/// <param name="Problems">Everything found, warnings included.</param>
/// <param name="Changes">What is different now, one line each: <c>+ backend groq</c>.</param>
public sealed record Reload(GatewaySnapshot Snapshot, bool IsApplied, IReadOnlyList<Problem> Problems, IReadOnlyList<string> Changes);
