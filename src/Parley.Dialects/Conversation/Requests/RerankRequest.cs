using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>A request to order documents by how well they answer a query, in no dialect.</summary>
public sealed record RerankRequest : ModelRequest
{
    /// <summary>What is sought.</summary>
    public required JsonText Query { get; init; }

    /// <summary>Where it is sought.</summary>
    public required IReadOnlyList<RerankDocument> Documents { get; init; }

    /// <summary>How many results to return; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Whether results repeat their documents; null when not said.</summary>
    public bool? ReturnDocuments { get; init; }
}

/// <summary>One document.</summary>
/// <param name="Text">Its text.</param>
public readonly record struct RerankDocument(JsonText Text)
{
    /// <summary>The document as it stood on the wire, when it was more than a string; absent otherwise.</summary>
    public RawJson Native { get; init; }
}
