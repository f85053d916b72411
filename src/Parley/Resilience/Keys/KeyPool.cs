using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Resilience;

/// <summary>
/// The keys of a backend that has several, and how they are: one after the other by weight, as long as they live. A key that is refused is set aside, one whose limit is reached rests until that is over, for the model
/// that met it; neither is used while another may be. Thread-safe.
/// </summary>
internal sealed class KeyPool(TimeProvider time)
{
    /// <summary>So many attempts at once are no load that would have to be spread.</summary>
    private const int FewInFlight = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<Secret, KeyState> _states = [];
    private HashSet<Secret>? _live;
    private uint _turn;

    /// <summary>The backend with the key for the next attempt: the best that lives, else that which rests the shortest. The backend itself where it has no several keys.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="model">The model.</param>
    /// <param name="preferred">The name of the key that is taken if it lives, and has not much more to do than another; null for none.</param>
    /// <param name="freeIn">After what time a key has room; null where that is no question. Those that have none come after those that have.</param>
    public Backend Take(Backend backend, string model, string? preferred = null, Func<Backend, TimeSpan>? freeIn = null)
    {
        if (backend.Keyed.IsEmpty)
            return backend;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var keyed in backend.Keyed)
            {
                if (keyed.Key!.Name == preferred && StateOf(keyed).Lives(model, now) && HasRoom(keyed) && !IsOverloaded(backend, model, keyed, now))
                    return keyed;
            }
            var total = 0;
            KeyState? best = null;
            Backend? chosen = null;
            foreach (var keyed in backend.Keyed)
            {
                var state = StateOf(keyed);
                if (!state.Lives(model, now) || !HasRoom(keyed))
                    continue;
                // Smooth weighted round robin: each gains its weight, the richest is chosen and pays for all.
                total += keyed.Key!.Weight;
                state.Credit += keyed.Key.Weight;
                if (best is null || state.Credit > best.Credit)
                    (best, chosen) = (state, keyed);
            }
            if (best is null)
                return Soonest(backend, keyed => freeIn is null ? StateOf(keyed).FreeAt(model) : Later(StateOf(keyed).FreeAt(model), now + freeIn(keyed)));
            best.Credit -= total;
            return chosen!;
        }

        bool HasRoom(Backend keyed) => freeIn is null || freeIn(keyed) <= TimeSpan.Zero;
    }

    /// <summary>A key has served: what was held against it is over.</summary>
    /// <param name="keyed">The backend with the key, as it was taken.</param>
    /// <param name="model">The model.</param>
    public void Worked(Backend keyed, string model)
    {
        if (keyed.Key is null)
            return;
        lock (_gate)
            StateOf(keyed).Revive(model);
    }

    /// <summary>An attempt with a key begins.</summary>
    public void Begin(Backend keyed) => Count(keyed, 1);

    /// <summary>It has ended.</summary>
    public void End(Backend keyed) => Count(keyed, -1);

    private void Count(Backend keyed, int attempts)
    {
        if (keyed.Key is null)
            return;
        lock (_gate)
            StateOf(keyed).InFlight = Math.Max(0, StateOf(keyed).InFlight + attempts);
    }

    /// <summary>Whether a key has far more under way than the idlest that lives: many that begin alike are no reason to wear one key out.</summary>
    private bool IsOverloaded(Backend backend, string model, Backend keyed, DateTimeOffset now)
    {
        var least = int.MaxValue;
        foreach (var other in backend.Keyed)
        {
            if (StateOf(other).Lives(model, now))
                least = Math.Min(least, StateOf(other).InFlight);
        }
        return StateOf(keyed).InFlight > 2L * least + FewInFlight;
    }

    /// <summary>Where no key can be used, the one that can first; of several that were refused each has its turn, since any of them may have been put right.</summary>
    private Backend Soonest(Backend backend, Func<Backend, DateTimeOffset> freeAt)
    {
        var times = backend.Keyed.Select(freeAt).ToList();
        var free = times.Min();
        var soonest = backend.Keyed.Where((_, index) => times[index] == free).ToList();
        return soonest[(int)(_turn++ % (uint)soonest.Count)];
    }

    /// <summary>The target with the key for the next attempt.</summary>
    public Target TakeFor(Target target, string? preferred = null, Func<Backend, TimeSpan>? freeIn = null) => target.Backend.Keyed.IsEmpty ? target : target with { Backend = Take(target.Backend, target.Model, preferred, freeIn) };

    /// <summary>Whether any key of a backend may be used for a model now.</summary>
    public bool AnyLives(Backend backend, string model)
    {
        lock (_gate)
            return AnyLives(backend, model, time.GetUtcNow());
    }

    /// <summary>Whether a key may be used for a model now.</summary>
    public bool Lives(Backend keyed, string model)
    {
        lock (_gate)
            return StateOf(keyed).Lives(model, time.GetUtcNow());
    }

    /// <summary>Takes what an attempt with a key showed.</summary>
    /// <param name="keyed">The backend with the key, as it was taken.</param>
    /// <param name="model">The model.</param>
    /// <param name="fault">How the attempt failed; null when it did not.</param>
    /// <returns>The fault that the target as a whole has, all keys considered: null while another key may serve.</returns>
    public Fault? Report(Backend keyed, string model, Fault? fault)
    {
        if (keyed.Key is null || fault is null || !IsOfKey(fault.Kind))
            return fault;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            StateOf(keyed).SetAside(model, fault.Kind, now + Recovery.After(keyed.Breaker, fault, openings: 1));
            if (AnyLives(keyed, model, now))
                return null;
            var free = keyed.Keyed.Min(other => StateOf(other).FreeAt(model));
            return free == DateTimeOffset.MaxValue || !Recovery.IsLimit(fault.Kind) ? fault : Until(fault, free > now ? free - now : TimeSpan.Zero);
        }
    }

    /// <summary>Whether a fault says something of the key, and not of the server behind it.</summary>
    public static bool IsOfKey(FaultKind kind) =>
        kind is FaultKind.Authentication or FaultKind.Permission or FaultKind.Payment or FaultKind.Quota or FaultKind.RateLimit;

    /// <summary>How a key is: <c>live</c>, <c>resting</c> for some model, or <c>refused</c>.</summary>
    public string WordOf(Backend keyed)
    {
        lock (_gate)
            return StateOf(keyed).Word(time.GetUtcNow());
    }

    /// <summary>Keeps what was seen of keys that are configured, and drops the others with their secrets. What still runs with one of those leaves nothing behind.</summary>
    /// <param name="keyed">The backend with each of its keys; empty when it has no several keys any more.</param>
    public void Keep(ImmutableArray<Backend> keyed)
    {
        lock (_gate)
        {
            _live = [.. keyed.Select(static own => own.Key!.Secret)];
            foreach (var gone in _states.Keys.Where(key => !_live.Contains(key)).ToList())
                _states.Remove(gone);
        }
    }

    /// <summary>Of how many keys something is kept.</summary>
    public int Known
    {
        get
        {
            lock (_gate)
                return _states.Count;
        }
    }

    /// <summary>The backend with a key that was not refused, which nobody's turn is taken for: the first, or that which can be used first. The backend itself where it has no several keys.</summary>
    public Backend Living(Backend backend)
    {
        if (backend.Keyed.IsEmpty)
            return backend;
        lock (_gate)
            return backend.Keyed.MinBy(keyed => StateOf(keyed).FreeAt(""))!;
    }

    /// <summary>Forgets all that was seen.</summary>
    public void Reset()
    {
        lock (_gate)
            _states.Clear();
    }

    private bool AnyLives(Backend backend, string model, DateTimeOffset now)
    {
        foreach (var keyed in backend.Keyed)
        {
            if (StateOf(keyed).Lives(model, now))
                return true;
        }
        return false;
    }

    /// <summary>The fault of all keys: what the last of them says of its own return would keep callers away for too long, or call them too soon.</summary>
    private static Fault Until(Fault fault, TimeSpan wait) => fault with
    {
        RetryAfter = wait,
        Headers = [.. fault.Headers.Where(static header => !header.Key.StartsWith("retry-after", StringComparison.OrdinalIgnoreCase))],
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>By the key itself: one that the operator has replaced begins afresh.</summary>
    private KeyState StateOf(Backend keyed)
    {
        if (!_states.TryGetValue(keyed.Key!.Secret, out var state))
        {
            state = new KeyState();
            if (_live?.Contains(keyed.Key.Secret) != false)
                _states[keyed.Key.Secret] = state;
        }
        return state;
    }
}
