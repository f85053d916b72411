using System.Buffers.Binary;
using System.Reflection;

namespace Parley.Tokens;

/// <summary>
/// The tokens of an encoding. A token is known here by its place in the file; they stand there in the order of their ranks, so that of two tokens the lower one is merged sooner. Immutable.
/// </summary>
/// <remarks>
/// The file is used as it is, so that nothing is made when it is read. All numbers are little-endian, of 32 bits:
/// how many slots there are, the slots of an open hash table, then each token's length in one byte and its bytes.
/// A slot is 0, or a token's place and a few bits of its hash, by which most bytes that are no token are known without looking at one. <c>eng/tokens/ranks.mjs</c> writes it.
/// </remarks>
internal sealed class RankTable
{
    /// <summary>What <see cref="Find"/> gives for bytes that are no token; higher than every token.</summary>
    public const int None = int.MaxValue;

    private const int PlaceBits = 21;
    private const uint PlaceMask = (1 << PlaceBits) - 1;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly byte[] _file;
    private readonly int _slotCount;
    private readonly int _tokens;
    private readonly Lazy<int[]> _places;

    private RankTable(byte[] file)
    {
        _file = file;
        _slotCount = BinaryPrimitives.ReadInt32LittleEndian(file);
        _tokens = sizeof(int) * (1 + _slotCount);
        _places = new Lazy<int[]>(ReadPlaces);
    }

    /// <summary>Reads the table of an encoding, which is a resource of this assembly.</summary>
    public static RankTable Load(string encoding)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream($"tokens/{encoding}.ranks")
            ?? throw new InvalidOperationException($"The ranks of {encoding} are missing from the assembly.");
        var file = GC.AllocateUninitializedArray<byte>((int)resource.Length);
        resource.ReadExactly(file);
        return new RankTable(file);
    }

    /// <summary>How many tokens there are.</summary>
    public int Count => _places.Value.Length;

    /// <summary>The token that is exactly these bytes; <see cref="None"/> when there is none.</summary>
    public int Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > byte.MaxValue)
            return None;
        var hash = Hash(bytes);
        var mark = (uint)hash & ~PlaceMask;
        for (var index = (int)((hash >> 32) * (uint)_slotCount >> 32); ; index = index + 1 == _slotCount ? 0 : index + 1)
        {
            var slot = BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(sizeof(int) * (1 + index)));
            if (slot == 0)
                return None;
            var token = (int)(slot & PlaceMask);
            if ((slot & ~PlaceMask) == mark && Bytes(token).SequenceEqual(bytes))
                return token;
        }
    }

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> Bytes(int token) => _file.AsSpan(_tokens + token, _file[_tokens + token - 1]);

    /// <summary>The number that OpenAI gives a token. Counting needs none, so that the first call looks through all tokens.</summary>
    public int Rank(int token) => Array.BinarySearch(_places.Value, token);

    private int[] ReadPlaces()
    {
        var places = new List<int>();
        for (var place = 1; _tokens + place <= _file.Length; place += Bytes(place).Length + 1)
            places.Add(place);
        return [.. places];
    }

    /// <summary>Eight bytes at a time, and the rest as one number; the length tells apart what would read the same.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (; bytes.Length > sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return Mix(hash ^ Rest(bytes));
    }

    private static ulong Rest(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        sizeof(ulong) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        >= sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << 32,
        0 => 0,
        _ => bytes[0] | (ulong)bytes[bytes.Length / 2] << 8 | (ulong)bytes[^1] << 16,
    };

    private static ulong Mix(ulong value)
    {
        value *= Multiplier;
        return value ^ (value >> 32);
    }
}
