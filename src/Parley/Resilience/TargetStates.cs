using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>The states of all backends, and of all targets that were ever tried, by backend and model. One for a process; thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to log; null for nowhere.</param>
/// <param name="shareOf">What this gateway holds of the limits of a backend, by what all gateways call it; null where it is the only one.</param>
internal sealed class TargetStates(TimeProvider time, ILogger? logger = null, Func<string, ILimitShare>? shareOf = null)
{
    /// <summary>Callers may name models at will: beyond so many, targets that are new share the state of their backend.</summary>
    private const int Most = 10_000;

    private readonly TimeProvider _time = time;
    private readonly Func<string, ILimitShare>? _shareOf = shareOf;
    private readonly ConcurrentDictionary<Key, TargetState> _states = new();
    private readonly ConcurrentDictionary<Key, BackendState> _backends = new();
    private Dictionary<Key, HashSet<Secret>> _credentials = [];
    private Dictionary<string, Backend> _byCommonName = [];

    /// <summary>Tells other gateways what was seen here; null where there are none.</summary>
    public Action<TargetHint>? Told { get; set; }

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
        Volatile.Write(ref _byCommonName, configured.BackendList.Where(static backend => KeyOf(backend).CommonName is not null).ToDictionary(static backend => KeyOf(backend).CommonName!));
        var keyed = configured.BackendList.ToDictionary(static backend => KeyOf(backend), static backend => backend.Keyed);
        foreach (var (key, state) in _backends)
            state.Keys.Keep(keyed.GetValueOrDefault(key, []));
    }

    /// <summary>Tells other gateways something of a target, with the key that was taken.</summary>
    public void Tell(Target target, bool isLimit, TimeSpan left, string reason)
    {
        if (left > TimeSpan.Zero && KeyOf(target.Backend).CommonName is { } name)
            Told?.Invoke(new TargetHint(name, isLimit ? target.Backend.Key?.Name ?? "" : "", target.Model, isLimit, left, reason));
    }

    /// <summary>Takes what another gateway has seen; nothing where the backend or the key is not configured here.</summary>
    public void Hear(TargetHint hint)
    {
        if (!Volatile.Read(ref _byCommonName).TryGetValue(hint.Backend, out var backend) || (hint.Key.Length > 0 && !backend.Keyed.Any(keyed => keyed.Key!.Name == hint.Key)))
            return;
        if (hint.IsLimit)
            Of(backend).NeededGate.Hint(hint.Key, hint.Model, hint.Left);
        else
            Of(new Target(backend, hint.Model)).Breaker.Hint(backend.Breaker, hint.Left, hint.Reason, _time.GetUtcNow());
    }

    /// <summary>There may be more of the shares of limits than before.</summary>
    public void WakeGates()
    {
        foreach (var backend in _backends.Values)
            backend.Gate?.Wake();
    }

    /// <summary>What a refused key has shown says nothing of its successor.</summary>
    private void Forgive(Backend backend)
    {
        foreach (var (_, state) in TargetsOf(backend))
            state.Breaker.Reset("its backend has another key");
    }

    private static HashSet<Secret> CredentialsOf(Backend backend) =>
        [.. backend.Keyed.Select(static keyed => keyed.Key!.Secret), .. SecretRenewal.SecretsOf(backend)];

    private TargetState Begin(Key key)
    {
        var backend = OfBackend(key with { Model = "" });
        return _states.GetOrAdd(_states.Count < Most ? key : key with { Model = "" }, static (key, state) => state.Owner.Begin(key, state.Backend), (Owner: this, Backend: backend));
    }

    private TargetState Begin(Key key, BackendState backend) =>
        new(_time, backend, key.Model, logger is null ? null : new BreakerLog($"{key.Backend}/{(key.Model.Length == 0 ? "*" : key.Model)}", logger)) { Owner = this };

    private static Key KeyOf(Backend backend) => new(backend.Id, backend.BaseAddress, "");

    private BackendState OfBackend(Key key) => _backends.GetOrAdd(key, static (key, own) => new BackendState(own._time, key.CommonName is { } name ? own._shareOf?.Invoke(name) : null), this);

    /// <summary>A target begins afresh when its address changes.</summary>
    private readonly record struct Key(string Backend, Uri Address, string Model)
    {
        /// <summary>What all gateways of a store call the backend: what is asked on this machine is another one on the next. Null for code, which each process has of its own.</summary>
        public string? CommonName => Address.Scheme is not ("http" or "https") ? null : $"{(Address.IsLoopback ? $"{Environment.MachineName} " : "")}{Backend} {Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";
    }
}
