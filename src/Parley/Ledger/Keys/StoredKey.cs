namespace Parley.Ledger.Keys;

/// <summary>A key that Parley made, as it is kept: never its value. Immutable.</summary>
public sealed record StoredKey
{
    /// <summary>What stays the same when it is rotated, and is another when a key of its name is made anew.</summary>
    public required string Id { get; init; }

    /// <summary>The operator's name for it, one of a kind.</summary>
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    public required StoredValue Value { get; init; }

    /// <summary>The value that it had before, and until when that is taken; null when it is not any more.</summary>
    public RetiredValue? Retired { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it got its value, if that is not the first.</summary>
    public DateTimeOffset? Rotated { get; init; }

    /// <summary>Whether it is refused until it is enabled.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>What it may do, a JSON object of the fields that an entry of <c>keys</c> has.</summary>
    public string Settings { get; init; } = "{}";

    /// <summary>Counts its changes, from 1; 0 for one that is not kept yet.</summary>
    public long Revision { get; init; }
}

/// <summary>What is kept of a value.</summary>
/// <param name="Prefix">The part by which it is found.</param>
/// <param name="Hash">SHA-256 of the whole.</param>
public sealed record StoredValue(string Prefix, ReadOnlyMemory<byte> Hash);

/// <summary>A value that has been replaced and is taken for a while.</summary>
/// <param name="Value">The value.</param>
/// <param name="Until">The end of that while.</param>
public sealed record RetiredValue(StoredValue Value, DateTimeOffset Until);

/// <summary>Something that was done to a key.</summary>
/// <param name="At">When.</param>
/// <param name="Name">To which.</param>
/// <param name="What"><c>created</c>, <c>changed</c>, <c>disabled</c>, <c>enabled</c>, <c>rotated</c> or <c>removed</c>.</param>
/// <param name="Who">By whom.</param>
public sealed record KeyEvent(DateTimeOffset At, string Name, string What, string Who);
