namespace Parley.Dialects.Conversation;

/// <summary>FNV-1a over bytes as they come: cheap, and good enough where nobody gains by two that are alike.</summary>
internal struct Fnv()
{
    private const ulong Prime = 1099511628211;

    /// <summary>The hash so far.</summary>
    public ulong Value { get; private set; } = 14695981039346656037;

    /// <summary>Takes more.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var hash = Value;
        foreach (var value in bytes)
            hash = (hash ^ value) * Prime;
        Value = hash;
    }
}
