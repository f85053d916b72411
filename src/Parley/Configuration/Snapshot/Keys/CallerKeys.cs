using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Configuration;

/// <summary>The keys that callers may show.</summary>
public sealed class CallerKeys
{
    private const int LongestKey = 1024;
    private const int MostSeen = 4096;
    private readonly CallerKey[] _configured;
    private readonly FrozenDictionary<UInt128, CallerKey> _byHash;
    private readonly ConcurrentDictionary<string, CallerKey> _seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CallerKey>.AlternateLookup<ReadOnlySpan<char>> _seenAsSpan;

    /// <summary>Indexes keys.</summary>
    public CallerKeys(IEnumerable<CallerKey> keys)
        : this([.. keys], null, KeyIndex.Empty)
    {
    }

    private CallerKeys(CallerKey[] configured, FrozenDictionary<UInt128, CallerKey>? byHash, KeyIndex stored)
    {
        (_configured, Stored, All) = (configured, stored, [.. configured, .. stored.All]);
        _seenAsSpan = _seen.GetAlternateLookup<ReadOnlySpan<char>>();
        _byHash = byHash ?? configured.ToFrozenDictionary(static key => Prefix(key.Hash.Span));
    }

    /// <summary>No keys: everybody on this machine may call.</summary>
    public static CallerKeys None { get; } = new([]);

    /// <summary>All of them: those of the configuration in the order of the file, then those of the store.</summary>
    public IReadOnlyList<CallerKey> All { get; }

    /// <summary>True once callers must show a key.</summary>
    public bool AreRequired => _configured.Length > 0 || Stored.AreRequired;

    /// <summary>False while it is not known which keys the store has.</summary>
    public bool AreRead => Stored.IsRead;

    /// <summary>Those that are kept in a store.</summary>
    internal KeyIndex Stored { get; }

    /// <summary>The configured keys, with those of a store. A name of the configuration stands before one of the store.</summary>
    public CallerKeys With(KeyIndex stored) => new(_configured, _byHash, stored.Without(_configured.Select(static key => key.Name).ToHashSet(StringComparer.Ordinal)));

    /// <summary>Whether the configuration has a key of a name.</summary>
    internal bool IsConfigured(string name) => Array.Exists(_configured, key => key.Name == name);

    /// <summary>The entry of a key that a caller shows; null when there is none. Takes the same time for every wrong key.</summary>
    public CallerKey? Find(ReadOnlySpan<char> presented)
    {
        // Only right keys of the configuration get in here, so nothing about them can be learned from how long a wrong one takes.
        if (_seenAsSpan.TryGetValue(presented, out var seen))
            return seen;
        var key = Verify(presented);
        if (key is { Id: null } && _seen.Count < MostSeen)
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
        // Both are compared for every text, so that a wrong one takes the same time whatever of it is right.
        var (configured, stored) = (_byHash.GetValueOrDefault(Prefix(hash), KeyIndex.Nobody), Stored.Suspect(presented));
        var (isConfigured, isStored) = (CryptographicOperations.FixedTimeEquals(hash, configured.Hash.Span), CryptographicOperations.FixedTimeEquals(hash, stored.Hash.Span));
        return isConfigured ? configured : isStored ? stored : null;
    }

    private static UInt128 Prefix(ReadOnlySpan<byte> hash) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash);
}
