using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The words for what vectors are for, as imitators of the dialect have them under <c>input_type</c>; OpenAI itself has none.</summary>
internal static class EmbeddingWords
{
    /// <summary>What a word means; null for one that means nothing here.</summary>
    public static EmbeddingPurpose? PurposeOf(string word) => word.ToLowerInvariant() switch
    {
        "query" or "search_query" => EmbeddingPurpose.Query,
        "document" or "passage" or "search_document" => EmbeddingPurpose.Document,
        "classification" => EmbeddingPurpose.Classification,
        "clustering" => EmbeddingPurpose.Clustering,
        _ => null,
    };
}
