using System.Collections.Concurrent;
using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>The states of all targets that were ever tried, by backend and model. One for a process; thread-safe.</summary>
internal sealed class TargetStates(TimeProvider time)
{
    /// <summary>Callers may name models at will: beyond so many, targets that are new share the state of their backend.</summary>
    private const int Most = 10_000;

    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<Key, TargetState> _states = new();

    /// <summary>The state of a target.</summary>
    public TargetState Of(Target target)
    {
        if (target.State is TargetState kept && ReferenceEquals(kept.Owner, this))
            return kept;
        var key = new Key(target.Backend.Id, target.Backend.BaseAddress, target.Model);
        if (!_states.TryGetValue(key, out var known))
            known = _states.GetOrAdd(_states.Count < Most ? key : key with { Model = "" }, static (_, owner) => new TargetState(owner._time) { Owner = owner }, this);
        target.State = known;
        return known;
    }

    /// <summary>A target begins afresh when its address changes.</summary>
    private readonly record struct Key(string Backend, Uri Address, string Model);
}
