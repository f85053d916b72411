namespace Parley.Dialects.Wire;

/// <summary>
/// Server-sent events after the WHATWG standard (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream), on bytes.
/// </summary>
internal sealed class SseFrameReader(int maxEventBytes) : BufferedFrameReader(maxEventBytes)
{
    private readonly SseFields _fields = new();
    private int _line;
    private int _searched;
    private bool _owesLineFeed;

    public override bool IsCut => _fields.HasFields;

    public override bool TryRead(out WireFrame frame)
    {
        frame = default;
        if (!TryBegin())
            return false;
        var unread = Unread;
        while (TryFindLineEnd(unread, out var end))
        {
            var line = unread[_line..end];
            var start = _line;
            PassLineEnd(unread, end);
            if (line.IsEmpty)
            {
                frame = Dispatch(_line);
                return true;
            }
            _fields.Add(line, start);
        }
        CheckLimit();
        return false;
    }

    public override bool TryReadLast(out WireFrame frame)
    {
        frame = default;
        var unread = Unread;
        if (_owesLineFeed && _line < unread.Length && unread[_line] == '\n')
            _line++;
        if (_line < unread.Length)
            _fields.Add(unread[_line..], _line);
        _line = _searched = unread.Length;
        if (!_fields.HasData || !IsComplete(_fields.JoinData(Slice(0, unread.Length)).Span))
            return false;
        frame = Dispatch(unread.Length);
        return true;
    }

    /// <summary>A payload that its sender did not terminate counts when it cannot go on: a closed JSON object or array, or OpenAI's end mark.</summary>
    private static bool IsComplete(ReadOnlySpan<byte> data) => data.SequenceEqual("[DONE]"u8) || (data[0] is (byte)'{' or (byte)'[' && JsonScan.IsValue(data));

    private bool TryFindLineEnd(ReadOnlySpan<byte> unread, out int end)
    {
        if (_owesLineFeed && _line < unread.Length)
        {
            _owesLineFeed = false;
            if (unread[_line] == '\n')
                _searched = ++_line;
        }
        end = unread[_searched..].IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0)
        {
            _searched = unread.Length;
            return false;
        }
        end += _searched;
        return true;
    }

    /// <summary>A CR ends its line at once, for the LF behind it may never come; when it comes with the next bytes, it is passed over.</summary>
    private void PassLineEnd(ReadOnlySpan<byte> unread, int end)
    {
        _line = end + 1;
        if (unread[end] == '\r')
        {
            _owesLineFeed = _line == unread.Length;
            if (!_owesLineFeed && unread[_line] == '\n')
                _line++;
        }
        _searched = _line;
    }

    private WireFrame Dispatch(int length)
    {
        var whole = Slice(0, length);
        var data = _fields.JoinData(whole);
        // The standard drops the name of an event that has no data.
        var name = data.IsEmpty ? default : whole[_fields.Event];
        _fields.Clear();
        _line = _searched = 0;
        return new WireFrame(name, data, Take(length));
    }
}
