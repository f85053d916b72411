using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// What clients of OpenAI's imitators say, which means nothing and which OpenAI refuses: that an answer is no prefix (Mistral's), the place of a call in a stream that is long over (LangChain's and others').
/// </summary>
internal static class OwnSpelling
{
    /// <summary>The extras for an upstream; without such members where it takes only its own.</summary>
    public static Extras? Of(Extras? extras, WireProfile profile)
    {
        if (extras is null || !profile.OwnSpelling || extras.Dialect != Names.Dialect)
            return extras;
        if (extras["prefix"].Kind == JsonValueKind.False)
            extras = extras.Without("prefix");
        return extras["index"].Kind == JsonValueKind.Number ? extras.Without("index") : extras;
    }
}
