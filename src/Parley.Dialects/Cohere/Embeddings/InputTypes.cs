using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>The one table of <c>input_type</c>, without which newer models embed nothing.</summary>
internal static class InputTypes
{
    /// <summary>What is said where nobody does: vectors to be found.</summary>
    public const string Usual = "search_document";

    /// <summary>What a word means; null for those without a meaning here (<c>image</c>).</summary>
    public static EmbeddingPurpose? Read(string word) => word switch
    {
        "search_query" => EmbeddingPurpose.Query,
        "search_document" => EmbeddingPurpose.Document,
        "classification" => EmbeddingPurpose.Classification,
        "clustering" => EmbeddingPurpose.Clustering,
        _ => null,
    };

    /// <summary>The word; what seeks something is a query, and for vectors that are compared with each other there is none.</summary>
    public static string Write(EmbeddingPurpose purpose, ConversionLog log)
    {
        var word = purpose switch
        {
            EmbeddingPurpose.Query or EmbeddingPurpose.QuestionAnswering or EmbeddingPurpose.FactVerification or EmbeddingPurpose.CodeRetrieval => "search_query",
            EmbeddingPurpose.Classification => "classification",
            EmbeddingPurpose.Clustering => "clustering",
            _ => Usual,
        };
        if (Read(word) != purpose)
            log.Clamped(EmbedNames.InputType, purpose.ToString(), word);
        return word;
    }
}
