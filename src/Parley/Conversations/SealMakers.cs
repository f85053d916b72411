using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Conversations;

/// <summary>Remembers who made what only its maker can read, by hashes, for the caller whose it is. In memory, for a time, within a size. Thread-safe.</summary>
internal sealed class SealMakers
{
    private const long MostBytes = 4 << 20;
    private const long EntryBytes = 400;

    private readonly Lock _gate = new();
    private readonly AgingTable<(string Owner, UInt128 Seal), Maker> _makers;

    /// <summary>Remembers nothing yet.</summary>
    /// <param name="time">The clock.</param>
    public SealMakers(TimeProvider time) => _makers = new(time, () => new KeepLimits(MostBytes, Age), static key => key.Owner, static _ => EntryBytes);

    /// <summary>How long it is remembered after its last use.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromHours(24);

    /// <summary>True until something was kept: then there is no need to look.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Keeps who made it.</summary>
    public void Keep(string owner, string seal, Maker maker)
    {
        lock (_gate)
        {
            _makers.TrySet((owner, Hash(seal)), maker);
            IsEmpty = false;
        }
    }

    /// <summary>Who made it; null when that is not known.</summary>
    public Maker? Find(string owner, string seal)
    {
        var key = (owner, Hash(seal));
        lock (_gate)
        {
            if (_makers.Find(key) is not { } maker)
                return null;
            _makers.Touch(key);
            return maker;
        }
    }

    private static UInt128 Hash(string seal) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seal)));
}
