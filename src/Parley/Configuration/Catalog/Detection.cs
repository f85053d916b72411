using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>How a local server is found: the ports to try, and the answer by which it is known, since ports are no proof.</summary>
public sealed record Detection
{
    /// <summary>Ports on loopback, the usual one first.</summary>
    public ImmutableArray<int> Ports { get; init; } = [];

    /// <summary>What to ask, and what the answer must hold; any one of them is enough.</summary>
    public ImmutableArray<DetectionMark> Marks { get; init; } = [];

    /// <summary>How to start the server, for the banner that says it was not found.</summary>
    public string Hint { get; init; } = "";
}

/// <summary>One sign of identity: a member of a JSON answer.</summary>
/// <param name="Path">The path to get, with a leading slash.</param>
/// <param name="Member">The member that must be there, dots between levels, numbers for list places: <c>data.0.owned_by</c>.</param>
public sealed record DetectionMark(string Path, string Member)
{
    /// <summary>The value that the member must have; null when its presence is enough.</summary>
    public string? Value { get; init; }

    /// <summary>True where other servers answer alike: the mark counts only when no better one is found.</summary>
    public bool Weak { get; init; }
}
