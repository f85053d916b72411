namespace Parley.Dialects.Wire;

/// <summary>Walks the elements of an array that was read before, in order, as slices of it.</summary>
internal ref struct JsonElements
{
    private readonly ReadOnlyMemory<byte> _array;
    private JsonSkip _skip;
    private int _at;

    /// <summary>Stands before the first element.</summary>
    /// <param name="array">A valid array, brackets included.</param>
    public JsonElements(RawJson array)
    {
        _array = array.Utf8;
        _skip = new JsonSkip(array.Utf8.Span);
    }

    /// <summary>Moves to the next element; false after the last.</summary>
    public bool Next(out RawJson element)
    {
        // In front of an element stands the bracket or a comma.
        var start = _skip.WhiteSpace(_at + 1);
        var end = start < _array.Length ? _skip.Value(start, JsonWire.MaxDepth) : JsonSkip.Broken;
        element = end < 0 ? default : new RawJson(_array[start..end]);
        if (end >= 0)
            _at = _skip.WhiteSpace(end);
        return end >= 0;
    }
}
