namespace Parley.Dialects.Wire;

/// <summary>The fields of one server-sent event, as places within its bytes. <c>id</c> and <c>retry</c> mean nothing to a POST that is answered once.</summary>
internal sealed class SseFields
{
    private List<Range>? _furtherData;
    private int _dataStart;
    private int _dataLength;
    private bool _hasDataLine;
    private bool _isError;

    /// <summary>True once a line came that is not a comment.</summary>
    public bool HasFields { get; private set; }

    /// <summary>True when there is a payload.</summary>
    public bool HasData => _dataLength > 0 || _furtherData is { Count: > 0 };

    /// <summary>The event's name; an empty range without one.</summary>
    public Range Event { get; private set; } = ..0;

    /// <summary>Takes a line without its end.</summary>
    public void Add(ReadOnlySpan<byte> line, int start)
    {
        if (line[0] == ':')
            return;
        HasFields = true;
        var colon = line.StartsWith("data:"u8) ? 4 : line.IndexOf((byte)':');
        var name = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? line.Length : colon + 1;
        if (value < line.Length && line[value] == ' ')
            value++;
        if (name.SequenceEqual("data"u8))
            AddData(start + value, line.Length - value);
        else if (name.SequenceEqual("event"u8) && !_isError)
            Event = (start + value)..(start + line.Length);
        else if (name.SequenceEqual("error"u8))
            AddError(start, start + value, line.Length - value);
    }

    /// <summary>The payload within the event's bytes: a slice of them when it is one line, which is the rule.</summary>
    public ReadOnlyMemory<byte> JoinData(ReadOnlyMemory<byte> bytes)
    {
        var first = bytes.Slice(_dataStart, _dataLength);
        if (_furtherData is null or { Count: 0 })
            return first;
        var length = _dataLength;
        foreach (var line in _furtherData)
            length += 1 + line.End.Value - line.Start.Value;
        var joined = new byte[length];
        first.CopyTo(joined);
        var at = _dataLength;
        foreach (var line in _furtherData)
        {
            joined[at++] = (byte)'\n';
            bytes[line].CopyTo(joined.AsMemory(at));
            at += line.End.Value - line.Start.Value;
        }
        return joined;
    }

    /// <summary>Forgets the event.</summary>
    public void Clear()
    {
        _furtherData?.Clear();
        _dataStart = _dataLength = 0;
        _isError = _hasDataLine = HasFields = false;
        Event = ..0;
    }

    private void AddData(int start, int length)
    {
        if (!_isError)
            AddLine(start, length);
    }

    /// <summary>llama.cpp writes <c>error: {json}</c> in place of <c>data:</c>; it stands for the whole event.</summary>
    private void AddError(int name, int start, int length)
    {
        if (!_isError)
        {
            Clear();
            _isError = HasFields = true;
            Event = name..(name + "error".Length);
        }
        AddLine(start, length);
    }

    private void AddLine(int start, int length)
    {
        if (_hasDataLine)
        {
            (_furtherData ??= []).Add(start..(start + length));
            return;
        }
        _hasDataLine = true;
        _dataStart = start;
        _dataLength = length;
    }
}
