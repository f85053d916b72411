namespace Parley.Tokens.Merging;

/// <summary>
/// Merges the bytes of one piece of text: of all neighbours that together are a token, those with the lowest rank become one, the leftmost first, until no two do.
/// </summary>
/// <remarks>
/// Parts are a linked list, and a heap says which pair is next: n log n, where the usual search for the lowest pair is quadratic.
/// A pair that changed stays in the heap and is passed over when it comes out, because it is no longer the pair at its place.
/// </remarks>
internal ref struct PieceMerge
{
    /// <summary>How many numbers a byte of the piece needs as room.</summary>
    public const int LinksPerByte = 3;

    /// <summary>How many entries a byte of the piece puts into the heap at most: its own pair, and one more for each merge, which is two less the one that is taken.</summary>
    public const int EntriesPerByte = 2;

    private readonly RankTable _table;
    private readonly ReadOnlySpan<byte> _piece;

    /// <summary>By the place where a part begins: where the next one begins.</summary>
    private readonly Span<int> _next;

    /// <summary>By the place where a part begins: where the one before it begins; negative for none.</summary>
    private readonly Span<int> _previous;

    /// <summary>By the place where a part begins: the token that it and the next one are together; <see cref="RankTable.None"/> when they are none.</summary>
    private readonly Span<int> _pairs;

    private MergeHeap _heap;

    /// <summary>Prepares the merge of one piece.</summary>
    /// <param name="table">The tokens.</param>
    /// <param name="piece">The piece, not empty.</param>
    /// <param name="links">Room for <see cref="LinksPerByte"/> numbers a byte.</param>
    /// <param name="entries">Room for <see cref="EntriesPerByte"/> entries a byte.</param>
    public PieceMerge(RankTable table, ReadOnlySpan<byte> piece, Span<int> links, Span<ulong> entries)
    {
        _table = table;
        _piece = piece;
        _next = links[..piece.Length];
        _previous = links.Slice(piece.Length, piece.Length);
        _pairs = links.Slice(2 * piece.Length, piece.Length);
        _heap = new MergeHeap(entries);
    }

    /// <summary>Merges, and says how many tokens are left.</summary>
    public int Run()
    {
        for (var place = 0; place < _piece.Length; place++)
        {
            _next[place] = place + 1;
            _previous[place] = place - 1;
        }
        for (var place = 0; place < _piece.Length; place++)
            Pair(place);
        var parts = _piece.Length;
        while (_heap.TryTake(out var entry))
        {
            var place = (int)(uint)entry;
            if (_pairs[place] != (int)(entry >> 32))
                continue;
            Join(place);
            parts--;
        }
        return parts;
    }

    /// <summary>The ranks of the tokens that are left after <see cref="Run"/>.</summary>
    public readonly void CopyTo(List<int> ranks)
    {
        for (var place = 0; place < _piece.Length; place = _next[place])
            ranks.Add(_table.Rank(_table.Find(_piece[place.._next[place]])));
    }

    private void Join(int place)
    {
        var gone = _next[place];
        var after = _next[gone];
        _next[place] = after;
        _pairs[gone] = RankTable.None;
        if (after < _piece.Length)
            _previous[after] = place;
        Pair(place);
        if (_previous[place] >= 0)
            Pair(_previous[place]);
    }

    private void Pair(int place)
    {
        var second = _next[place];
        var token = second < _piece.Length ? _table.Find(_piece[place.._next[second]]) : RankTable.None;
        _pairs[place] = token;
        if (token != RankTable.None)
            _heap.Add((ulong)(uint)token << 32 | (uint)place);
    }
}
