namespace Parley.Dialects.Wire;

/// <summary>Which objects and arrays are open: one bit each, 128 at most.</summary>
internal struct JsonNesting
{
    private ulong _near;
    private ulong _far;

    public int Depth { get; private set; }

    /// <summary>Whether the innermost is an object.</summary>
    public readonly bool IsObject => (_near & 1) != 0;

    /// <summary>What closes the innermost. In ASCII the braces are the brackets with one more bit.</summary>
    public readonly byte Closer => (byte)(']' + ((_near & 1) << 5));

    public void Push(bool isObject)
    {
        _far = (_far << 1) | (_near >> 63);
        _near = (_near << 1) | (isObject ? 1UL : 0UL);
        Depth++;
    }

    public void Pop()
    {
        _near = (_near >> 1) | (_far << 63);
        _far >>= 1;
        Depth--;
    }
}
