using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>The one table of <c>taskType</c>.</summary>
internal static class TaskTypes
{
    /// <summary>What a word means; null for those without a meaning here.</summary>
    public static EmbeddingPurpose? Read(string? word) => word switch
    {
        "RETRIEVAL_QUERY" => EmbeddingPurpose.Query,
        "RETRIEVAL_DOCUMENT" => EmbeddingPurpose.Document,
        "SEMANTIC_SIMILARITY" => EmbeddingPurpose.Similarity,
        "CLASSIFICATION" => EmbeddingPurpose.Classification,
        "CLUSTERING" => EmbeddingPurpose.Clustering,
        "QUESTION_ANSWERING" => EmbeddingPurpose.QuestionAnswering,
        "FACT_VERIFICATION" => EmbeddingPurpose.FactVerification,
        "CODE_RETRIEVAL_QUERY" => EmbeddingPurpose.CodeRetrieval,
        _ => null,
    };

    /// <summary>The word.</summary>
    public static ReadOnlySpan<byte> Write(EmbeddingPurpose purpose) => purpose switch
    {
        EmbeddingPurpose.Query => "RETRIEVAL_QUERY"u8,
        EmbeddingPurpose.Document => "RETRIEVAL_DOCUMENT"u8,
        EmbeddingPurpose.Similarity => "SEMANTIC_SIMILARITY"u8,
        EmbeddingPurpose.Classification => "CLASSIFICATION"u8,
        EmbeddingPurpose.Clustering => "CLUSTERING"u8,
        EmbeddingPurpose.QuestionAnswering => "QUESTION_ANSWERING"u8,
        EmbeddingPurpose.FactVerification => "FACT_VERIFICATION"u8,
        _ => "CODE_RETRIEVAL_QUERY"u8,
    };
}
