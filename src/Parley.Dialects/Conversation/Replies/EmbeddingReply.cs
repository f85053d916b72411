using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>Vectors, in the order of what was embedded.</summary>
public sealed record EmbeddingReply : ModelReply
{
    /// <summary>The vectors.</summary>
    public required IReadOnlyList<EmbeddingVector> Vectors { get; init; }
}

/// <summary>One vector, in the form that it had on the wire.</summary>
/// <param name="Values">A JSON array of numbers, or a JSON string with the base64 of little-endian 32-bit floats.</param>
public readonly record struct EmbeddingVector(RawJson Values)
{
    /// <summary>Unknown members beside the vector.</summary>
    public Extras? Extras { get; init; }
}
