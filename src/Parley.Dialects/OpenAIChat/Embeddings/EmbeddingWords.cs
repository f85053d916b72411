using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The words for what vectors are for, as imitators of the dialect have them under <c>input_type</c> or <c>task</c>; OpenAI itself has none.</summary>
/// <remarks>Sources: the API references of Voyage, NVIDIA NIM, Jina and Cohere.</remarks>
internal static class EmbeddingWords
{
    public const string InputType = "input_type";

    public const string Task = "task";

    public const string OutputDimension = "output_dimension";

    /// <summary>What a word means; null for one that means nothing here.</summary>
    public static EmbeddingPurpose? PurposeOf(string word) => word.ToLowerInvariant() switch
    {
        "query" or "search_query" or "retrieval.query" => EmbeddingPurpose.Query,
        "document" or "passage" or "search_document" or "retrieval.passage" => EmbeddingPurpose.Document,
        "classification" => EmbeddingPurpose.Classification,
        "clustering" or "separation" => EmbeddingPurpose.Clustering,
        "text-matching" => EmbeddingPurpose.Similarity,
        "code.query" or "nl2code.query" => EmbeddingPurpose.CodeRetrieval,
        "qa.query" => EmbeddingPurpose.QuestionAnswering,
        _ => null,
    };

    /// <summary>The member that carries the words.</summary>
    public static string MemberOf(PurposeWords words) => words == PurposeWords.Task ? Task : InputType;

    /// <summary>A purpose in an upstream's words; null where it has none for it.</summary>
    public static string? WordOf(EmbeddingPurpose purpose, PurposeWords words) => (words, purpose) switch
    {
        (PurposeWords.None, _) => null,
        (PurposeWords.Task, EmbeddingPurpose.Document) => "retrieval.passage",
        (PurposeWords.Task, EmbeddingPurpose.Similarity) => "text-matching",
        (PurposeWords.Task, EmbeddingPurpose.Classification) => "classification",
        (PurposeWords.Task, EmbeddingPurpose.Clustering) => "separation",
        (PurposeWords.Task, _) => "retrieval.query",
        (_, EmbeddingPurpose.Document) => words == PurposeWords.Passage ? "passage" : "document",
        (_, EmbeddingPurpose.Similarity or EmbeddingPurpose.Classification or EmbeddingPurpose.Clustering) => null,
        _ => "query",
    };
}
