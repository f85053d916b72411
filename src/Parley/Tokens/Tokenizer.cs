using System.Text;
using Parley.Dialects.Wire;
using Parley.Tokens.Merging;
using Parley.Tokens.Splitting;

namespace Parley.Tokens;

/// <summary>
/// Counts the tokens of text by byte-pair encoding, as OpenAI's models see it. Immutable and thread-safe; its table is read when it counts for the first time.
/// </summary>
/// <remarks>
/// Text that reads like a special token (<c>&lt;|endoftext|&gt;</c>) is text. The time is near linear whatever the text is, and nothing is allocated but for pieces of unusual length.
/// </remarks>
internal sealed class Tokenizer
{
    private readonly Splitter _splitter;
    private readonly Lazy<RankTable> _table;

    internal Tokenizer(string encoding, Splitter splitter)
    {
        Name = encoding;
        _splitter = splitter;
        _table = new Lazy<RankTable>(() => RankTable.Load(encoding));
    }

    /// <summary>The encoding of gpt-4o and what came after it.</summary>
    public static Tokenizer O200k { get; } = new("o200k_base", new O200kSplitter());

    /// <summary>The encoding of gpt-4, gpt-3.5 and the embedding models.</summary>
    public static Tokenizer Cl100k { get; } = new("cl100k_base", new Cl100kSplitter());

    /// <summary>The name of the encoding.</summary>
    public string Name { get; }

    /// <summary>How many tokens UTF-8 text has. Bytes that are no UTF-8 count as what they are.</summary>
    public int Count(ReadOnlySpan<byte> utf8) => Walk(utf8, null);

    /// <summary>How many tokens a text has. A lone surrogate counts as U+FFFD, since it travels as that.</summary>
    public int Count(string text)
    {
        using var utf8 = new PooledBufferWriter(text.Length);
        Encoding.UTF8.GetBytes(text, utf8);
        return Walk(utf8.WrittenSpan, null);
    }

    /// <summary>The ids of the tokens of a text.</summary>
    public IReadOnlyList<int> Encode(string text)
    {
        var ids = new List<int>();
        Walk(Encoding.UTF8.GetBytes(text), ids);
        return ids;
    }

    private int Walk(ReadOnlySpan<byte> text, List<int>? ids)
    {
        var table = _table.Value;
        var room = new MergeRoom(stackalloc int[MergeRoom.UsualPiece * PieceMerge.LinksPerByte], stackalloc ulong[MergeRoom.UsualPiece * PieceMerge.EntriesPerByte]);
        var count = 0;
        for (var rest = text; !rest.IsEmpty;)
        {
            var piece = rest[.._splitter.FirstPiece(rest)];
            rest = rest[piece.Length..];
            for (; piece.Length > MergeRoom.LongestPiece; piece = piece[MergeRoom.LongestPiece..])
                count += Piece(table, piece[..MergeRoom.LongestPiece], ref room, ids);
            count += Piece(table, piece, ref room, ids);
        }
        room.Dispose();
        return count;
    }

    private static int Piece(RankTable table, ReadOnlySpan<byte> piece, ref MergeRoom room, List<int>? ids)
    {
        var whole = table.Find(piece);
        if (whole != RankTable.None)
        {
            ids?.Add(table.Rank(whole));
            return 1;
        }
        var merge = room.Over(table, piece);
        var count = merge.Run();
        if (ids is not null)
            merge.CopyTo(ids);
        return count;
    }
}
