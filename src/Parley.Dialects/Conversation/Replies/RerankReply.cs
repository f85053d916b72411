using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>Documents in order, best first.</summary>
public sealed record RerankReply : ModelReply
{
    /// <summary>The results.</summary>
    public required IReadOnlyList<RerankResult> Results { get; init; }
}

/// <summary>One result.</summary>
/// <param name="Index">The document's place in the request, from 0.</param>
/// <param name="Score">How well it answers, as a JSON number; 1 is best.</param>
public readonly record struct RerankResult(int Index, RawJson Score)
{
    /// <summary>The document, when it was asked for: a JSON string, or an object with <c>text</c>; absent otherwise.</summary>
    public RawJson Document { get; init; }

    /// <summary>Unknown members of the result.</summary>
    public Extras? Extras { get; init; }
}
