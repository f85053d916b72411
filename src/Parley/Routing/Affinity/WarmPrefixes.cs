using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Conversations;

namespace Parley.Routing.Affinity;

/// <summary>Where the beginning of a prompt was read of late.</summary>
/// <param name="Target">Who read it.</param>
/// <param name="Tokens">About how long it is.</param>
internal sealed record Warmth(Target Target, int Tokens)
{
    /// <summary>The key that it was read with; null where the backend has but one.</summary>
    public string? Key { get; init; }
}

/// <summary>Remembers which target has read which beginnings. Thread-safe; bounded.</summary>
internal sealed class WarmPrefixes
{
    private const long MostBytes = 4 << 20;
    private const long EntryBytes = 256;
    private readonly Lock _gate = new();
    private readonly AgingTable<(string Owner, int Hash), Warmth> _table;

    public WarmPrefixes(TimeProvider time) =>
        _table = new AgingTable<(string Owner, int Hash), Warmth>(time, () => new KeepLimits(MostBytes, Lifetime), static key => key.Owner, static _ => EntryBytes);

    /// <summary>How long a beginning is kept after its last use.</summary>
    public TimeSpan Lifetime { get; set; } = new AffinityOptions().Lifetime;

    /// <summary>Who has read the most of a prompt; null when nobody did.</summary>
    /// <param name="hashes">The fingerprints of its beginnings, the shortest first.</param>
    /// <param name="owner">Who asks.</param>
    public Warmth? Find(ReadOnlySpan<int> hashes, string owner)
    {
        lock (_gate)
        {
            for (var i = hashes.Length - 1; i >= 0; i--)
            {
                if (_table.Find((owner, hashes[i])) is { } warmth)
                    return warmth with { Tokens = PrefixHashes.Lengths[i] / PrefixHashes.BytesPerToken };
            }
            return null;
        }
    }

    /// <summary>A target has read a prompt.</summary>
    public void Remember(ReadOnlySpan<int> hashes, string owner, Target target)
    {
        var warmth = new Warmth(target.Outline, 0) { Key = target.Backend.Key?.Name };
        lock (_gate)
        {
            foreach (var hash in hashes)
                _table.TrySet((owner, hash), warmth);
        }
    }
}
