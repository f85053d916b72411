using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>One value of a key that Parley made. A rotated key has two for a while.</summary>
/// <param name="Prefix">The part by which it is found.</param>
/// <param name="Key">The key, with the hash of this value, and the time at which this value ends.</param>
public readonly record struct KeyValue(string Prefix, CallerKey Key);

/// <summary>The keys that are kept in a store, as they stood at one moment. Immutable.</summary>
public sealed class KeyIndex
{
    private readonly KeyValue[] _values;
    private readonly Dictionary<string, CallerKey> _byPrefix = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CallerKey>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>Indexes values of keys.</summary>
    /// <param name="keys">Each key once.</param>
    /// <param name="values">All their values.</param>
    public KeyIndex(IEnumerable<CallerKey> keys, IEnumerable<KeyValue> values)
    {
        (All, _values) = ([.. keys], [.. values]);
        foreach (var (prefix, key) in _values)
            _byPrefix.TryAdd(prefix, key);
        _lookup = _byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>No keys, and none needed.</summary>
    public static KeyIndex Empty { get; } = new([], []);

    /// <summary>The store has not been read yet: whether there are keys nobody knows, so that one is needed.</summary>
    public static KeyIndex Unread { get; } = new([], []) { AreRequired = true, IsRead = false };

    /// <summary>Each key once, those that are disabled and expired too.</summary>
    public ImmutableArray<CallerKey> All { get; }

    /// <summary>Whether callers must show a key. Once they had to, it stays so to the end of the process: that keys vanish opens no door.</summary>
    public bool AreRequired { get => field || All.Length > 0; init; }

    /// <summary>False while the store has not been read.</summary>
    public bool IsRead { get; init; } = true;

    /// <summary>These without those of some names; these themselves when none has one.</summary>
    internal KeyIndex Without(IReadOnlySet<string> names) => All.Any(key => names.Contains(key.Name))
        ? new(All.Where(key => !names.Contains(key.Name)), _values.Where(value => !names.Contains(value.Key.Name))) { AreRequired = AreRequired, IsRead = IsRead }
        : this;

    /// <summary>The key that a presented text would have to be, by what of it is public; never null: where there is none, one that nothing fits, so that both take the same time.</summary>
    internal CallerKey Suspect(ReadOnlySpan<char> presented) => KeyText.TryPrefix(presented, out var prefix) && _lookup.TryGetValue(prefix, out var key) ? key : Nobody;

    /// <summary>A hash that no key has: all zeros.</summary>
    internal static CallerKey Nobody { get; } = new("", new byte[32]);
}
