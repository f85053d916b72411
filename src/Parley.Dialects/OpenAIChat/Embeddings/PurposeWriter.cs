using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes what vectors are for, in the upstream's words.</summary>
internal static class PurposeWriter
{
    /// <summary>Writes the member.</summary>
    /// <returns>The extras that are still to be written: those without the caller's own word, where it is said in another.</returns>
    public static Extras? Write(Utf8JsonWriter json, EmbeddingRequest request, WireProfile profile, ConversionLog log)
    {
        if (request.Purpose is not { } purpose)
            return request.Extras;
        var (word, member) = (EmbeddingWords.WordOf(purpose, profile.PurposeWords), EmbeddingWords.MemberOf(profile.PurposeWords));
        if (word is null)
        {
            var isOwn = request.Dialect == Names.Dialect;
            if (!isOwn || profile.PurposeWords != PurposeWords.None)
                log.Dropped(EmbeddingWords.InputType, purpose.ToString());
            return isOwn && profile.PurposeWords != PurposeWords.None ? WithoutWord(request.Extras) : request.Extras;
        }
        if (IsSaid(request, member, word))
            return request.Extras;
        json.WriteString(member, word);
        if (EmbeddingWords.PurposeOf(word) != purpose)
            log.Clamped(EmbeddingWords.InputType, purpose.ToString(), word);
        return request.Dialect == Names.Dialect ? WithoutWord(request.Extras) : request.Extras;
    }

    /// <summary>Whether the caller has said it in the upstream's own words, or in finer ones of the same member (Jina's for code).</summary>
    private static bool IsSaid(EmbeddingRequest request, string member, string word)
    {
        if (request.Dialect != Names.Dialect || request.Extras?[member] is not { Kind: JsonValueKind.String } said)
            return false;
        var own = said.AsText().ToString();
        return own == word || member == EmbeddingWords.Task;
    }

    private static Extras? WithoutWord(Extras? extras) => extras?.Without(EmbeddingWords.InputType).Without(EmbeddingWords.Task);
}
