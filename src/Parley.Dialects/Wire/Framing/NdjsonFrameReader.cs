namespace Parley.Dialects.Wire;

/// <summary>One JSON value per line; blank lines are passed over with the next one.</summary>
internal sealed class NdjsonFrameReader(int maxEventBytes) : BufferedFrameReader(maxEventBytes)
{
    private static ReadOnlySpan<byte> WhiteSpace => " \t\r\n"u8;

    private int _searched;

    public override bool IsCut => !Unread.Trim(WhiteSpace).IsEmpty;

    public override bool TryRead(out WireFrame frame)
    {
        frame = default;
        if (!TryBegin())
            return false;
        var unread = Unread;
        var end = unread[_searched..].IndexOf((byte)'\n');
        if (end < 0)
        {
            _searched = unread.Length;
            CheckLimit();
            return false;
        }
        frame = Dispatch(_searched + end + 1);
        return true;
    }

    public override bool TryReadLast(out WireFrame frame)
    {
        frame = default;
        var rest = Unread.Trim(WhiteSpace);
        if (rest.IsEmpty || rest[0] is not ((byte)'{' or (byte)'[') || !JsonScan.IsValue(rest))
            return false;
        frame = Dispatch(Unread.Length);
        return true;
    }

    private WireFrame Dispatch(int length)
    {
        _searched = 0;
        var raw = Take(length);
        return new WireFrame(default, raw.Trim(WhiteSpace), raw);
    }
}
