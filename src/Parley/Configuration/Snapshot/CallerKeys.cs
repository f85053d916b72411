using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>A caller's key. Only its hash is kept.</summary>
/// <param name="Name">The operator's name for it.</param>
/// <param name="Hash">SHA-256 of the key.</param>
public sealed record CallerKey(string Name, ReadOnlyMemory<byte> Hash)
{
    /// <summary>The strategy for its requests; null for that of the model or of the section <c>routing</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary>To which targets its requests are confined; null for all.</summary>
    public TargetLimits? Limits { get; init; }

    /// <summary>Whether whoever shows it may administer the gateway.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>The team that it belongs to; null for none.</summary>
    public string? Team { get; init; }

    /// <summary>Tags that all its requests have.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>The limits of its own, besides those that the configuration has for all.</summary>
    public ImmutableArray<BudgetRule> Budgets { get; init; } = [];

    /// <summary>Makes the entry of a key.</summary>
    public static CallerKey Of(string name, string key) => new(name, SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>The keys that callers may show.</summary>
public sealed class CallerKeys
{
    private const int LongestKey = 1024;
    private const int MostSeen = 4096;
    private readonly FrozenDictionary<UInt128, CallerKey> _byHash;
    private readonly ConcurrentDictionary<string, CallerKey> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CallerKey>.AlternateLookup<ReadOnlySpan<char>> _seenAsSpan;

    /// <summary>Indexes keys.</summary>
    public CallerKeys(IEnumerable<CallerKey> keys)
    {
        All = [.. keys];
        _seenAsSpan = _seen.GetAlternateLookup<ReadOnlySpan<char>>();
        _byHash = All.ToFrozenDictionary(key => Prefix(key.Hash.Span));
    }

    /// <summary>No keys: everybody on this machine may call.</summary>
    public static CallerKeys None { get; } = new([]);

    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<CallerKey> All { get; }

    /// <summary>True once callers must show a key.</summary>
    public bool AreRequired => All.Count > 0;

    /// <summary>The entry of a key that a caller shows; null when there is none. Takes the same time for every wrong key.</summary>
    public CallerKey? Find(ReadOnlySpan<char> presented)
    {
        // Only right keys get in here, so nothing about them can be learned from how long a wrong one takes.
        if (_seenAsSpan.TryGetValue(presented, out var seen))
            return seen;
        var key = Verify(presented);
        if (key is not null && _seen.Count < MostSeen)
            _seenAsSpan.TryAdd(presented, key);
        return key;
    }

    private CallerKey? Verify(ReadOnlySpan<char> presented)
    {
        if (presented.Length is 0 or > LongestKey)
            return null;
        Span<byte> utf8 = stackalloc byte[LongestKey * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(presented, utf8)], hash);
        return _byHash.TryGetValue(Prefix(hash), out var key) && CryptographicOperations.FixedTimeEquals(hash, key.Hash.Span) ? key : null;
    }

    private static UInt128 Prefix(ReadOnlySpan<byte> hash) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
}
