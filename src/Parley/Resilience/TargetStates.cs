using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>The states of all backends, and of all targets that were ever tried, by backend and model. One for a process; thread-safe.</summary>
internal sealed class TargetStates(TimeProvider time, ILogger? logger = null)
{
    /// <summary>Callers may name models at will: beyond so many, targets that are new share the state of their backend.</summary>
    private const int Most = 10_000;

    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<Key, TargetState> _states = new();
    private readonly ConcurrentDictionary<Key, BackendState> _backends = new();
    private Dictionary<Key, HashSet<Secret>> _credentials = [];

    /// <summary>The state of a target.</summary>
    public TargetState Of(Target target)
    {
        if (target.State is TargetState kept && ReferenceEquals(kept.Owner, this))
            return kept;
        var key = new Key(target.Backend.Id, target.Backend.BaseAddress, target.Model);
        if (!_states.TryGetValue(key, out var known))
            known = Begin(key);
        target.State = known;
        return known;
    }

    /// <summary>The state of a backend.</summary>
    public BackendState Of(Backend backend) => OfBackend(KeyOf(backend));

    /// <summary>The targets of a backend that were ever tried, by model; empty is the name of those beyond the count.</summary>
    public IEnumerable<(string Model, TargetState State)> TargetsOf(Backend backend) => _states
        .Where(pair => pair.Key.Backend == backend.Id && pair.Key.Address == backend.BaseAddress)
        .OrderBy(static pair => pair.Key.Model, StringComparer.Ordinal).Select(static pair => (pair.Key.Model, pair.Value));

    /// <summary>Lets go of the keys of backends that a configuration does not have any more, and begins afresh with those that have a new one. One caller at a time.</summary>
    public void Keep(GatewaySnapshot configured)
    {
        var credentials = configured.BackendList.ToDictionary(static backend => KeyOf(backend), CredentialsOf);
        foreach (var backend in configured.BackendList)
        {
            if (_credentials.TryGetValue(KeyOf(backend), out var before) && !credentials[KeyOf(backend)].IsSubsetOf(before))
                Forgive(backend);
        }
        _credentials = credentials;
        var keyed = configured.BackendList.ToDictionary(static backend => KeyOf(backend), static backend => backend.Keyed);
        foreach (var (key, state) in _backends)
            state.Keys.Keep(keyed.GetValueOrDefault(key, []));
    }

    /// <summary>What a refused key has shown says nothing of its successor.</summary>
    private void Forgive(Backend backend)
    {
        foreach (var (_, state) in TargetsOf(backend))
            state.Breaker.Reset("its backend has another key");
    }

    private static HashSet<Secret> CredentialsOf(Backend backend) =>
        [.. backend.Keyed.Select(static keyed => keyed.Key!.Secret), .. backend.Credential is { } credential ? [credential] : Array.Empty<Secret>()];

    private TargetState Begin(Key key)
    {
        var backend = OfBackend(key with { Model = "" });
        return _states.GetOrAdd(_states.Count < Most ? key : key with { Model = "" }, static (key, state) => state.Owner.Begin(key, state.Backend), (Owner: this, Backend: backend));
    }

    private TargetState Begin(Key key, BackendState backend) =>
        new(_time, backend, key.Model, logger is null ? null : new BreakerLog($"{key.Backend}/{(key.Model.Length == 0 ? "*" : key.Model)}", logger)) { Owner = this };

    private static Key KeyOf(Backend backend) => new(backend.Id, backend.BaseAddress, "");

    private BackendState OfBackend(Key key) => _backends.GetOrAdd(key, static (_, time) => new BackendState(time), _time);

    /// <summary>A target begins afresh when its address changes.</summary>
    private readonly record struct Key(string Backend, Uri Address, string Model);
}
