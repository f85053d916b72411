using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>A request for vectors, in no dialect. Immutable. Texts are slices of the body that it was read from.</summary>
public sealed record EmbeddingRequest : ModelRequest
{
    /// <summary>What to embed, in order.</summary>
    public required IReadOnlyList<EmbeddingInput> Inputs { get; init; }

    /// <summary>True when the one input stood alone, not in a list of one.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The length of the vectors; null for the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>The form of the numbers as the wire names it: <c>float</c>, <c>base64</c>, <c>int8</c> ...; null when not said.</summary>
    public string? Encoding { get; init; }

    /// <summary>What the vectors are for; null when not said.</summary>
    public EmbeddingPurpose? Purpose { get; init; }

    /// <summary>What to do with a text that is too long; null when not said.</summary>
    public InputTruncation? Truncation { get; init; }

    /// <summary>The end user, for abuse tracking; null when not said.</summary>
    public string? User { get; init; }
}

/// <summary>One thing to embed.</summary>
/// <param name="Text">The text; empty when it is given otherwise.</param>
public readonly record struct EmbeddingInput(JsonText Text)
{
    /// <summary>The text as an array of token numbers of the model's own vocabulary (OpenAI); absent otherwise.</summary>
    public RawJson Tokens { get; init; }

    /// <summary>Content that is more than a text (images, titles), in the words of the dialect that read it; absent otherwise. Written again by the same dialect only.</summary>
    public RawJson Native { get; init; }
}

/// <summary>What vectors are for.</summary>
public enum EmbeddingPurpose
{
    /// <summary>They are compared with vectors of documents.</summary>
    Query,

    /// <summary>They are found by queries.</summary>
    Document,

    /// <summary>They are compared with each other.</summary>
    Similarity,

    /// <summary>They are sorted into classes.</summary>
    Classification,

    /// <summary>They are grouped.</summary>
    Clustering,

    /// <summary>They are questions whose answers are sought.</summary>
    QuestionAnswering,

    /// <summary>They are claims whose evidence is sought.</summary>
    FactVerification,

    /// <summary>They are questions for which code is sought.</summary>
    CodeRetrieval,
}

/// <summary>What to do with a text that is too long for the model.</summary>
public enum InputTruncation
{
    /// <summary>Refuse it.</summary>
    None,

    /// <summary>Leave out its start.</summary>
    Start,

    /// <summary>Leave out its end.</summary>
    End,
}
