using System.Buffers;

namespace Parley.Tokens.Merging;

/// <summary>The memory that pieces are merged in: of the caller's stack for usual ones, of the shared pool for long ones. Has one owner, who disposes of it.</summary>
/// <param name="links">Room for usual pieces.</param>
/// <param name="entries">Room for usual pieces.</param>
internal ref struct MergeRoom(Span<int> links, Span<ulong> entries)
{
    /// <summary>Pieces up to this size are usual.</summary>
    public const int UsualPiece = 128;

    /// <summary>
    /// No piece is merged over more bytes than these: a longer one is merged in stretches, so that the memory is bounded. Each cut may make a token or two more,
    /// which in a text of so many letters without a blank is less than what separates any two tokenizers.
    /// </summary>
    public const int LongestPiece = 16 * 1024;

    private Span<int> _links = links;
    private Span<ulong> _entries = entries;
    private int[]? _rentedLinks;
    private ulong[]? _rentedEntries;

    /// <summary>A merge of this piece, which is not longer than <see cref="LongestPiece"/>. The one before it must be over.</summary>
    public PieceMerge Over(RankTable table, ReadOnlySpan<byte> piece)
    {
        if (_rentedLinks is null && piece.Length > UsualPiece)
        {
            _links = _rentedLinks = ArrayPool<int>.Shared.Rent(LongestPiece * PieceMerge.LinksPerByte);
            _entries = _rentedEntries = ArrayPool<ulong>.Shared.Rent(LongestPiece * PieceMerge.EntriesPerByte);
        }
        return new PieceMerge(table, piece, _links, _entries);
    }

    /// <summary>Gives back what was rented.</summary>
    public readonly void Dispose()
    {
        if (_rentedLinks is not null)
            ArrayPool<int>.Shared.Return(_rentedLinks);
        if (_rentedEntries is not null)
            ArrayPool<ulong>.Shared.Return(_rentedEntries);
    }
}
