using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Whether the members of a request are those that one upstream takes. Names are looked for in the bytes, which is many times faster than reading them; a text that holds one by chance
/// costs a translation and nothing else.
/// </summary>
internal static class RequestFit
{
    private const int OpenAIStops = 4;

    /// <summary>True when nothing has to be written in another way.</summary>
    public static bool Is(ReadOnlySpan<byte> body, RequestHead head, WireProfile profile, string model) =>
        head.FallbackMembers.IsEmpty
        && FitsLimit(body, head, profile, model)
        && (profile.DeveloperRole || !JsonNames.Has(body, "developer\""u8))
        && FitsForm(body, head, profile)
        && !(profile.OwnSpelling && SaysOtherwise(body))
        && (profile.MostChoices == int.MaxValue || AsksForOne(body))
        && FitsStops(body, MostStops(profile, model));

    /// <summary>OpenAI's models take four wherever they are served, whatever else the server takes.</summary>
    public static int MostStops(WireProfile profile, string model) => ModelFamily.IsOpenAI(model) ? Math.Min(profile.MostStops, OpenAIStops) : profile.MostStops;

    /// <summary>Mistral's clients say with every answer that it is no prefix, and may give an image by its bare address: neither is taken by others, and both can be said in OpenAI's words.</summary>
    private static bool SaysOtherwise(ReadOnlySpan<byte> body) => ValueOf(body, "prefix\""u8) is [(byte)'f', ..] || HasBareImage(body);

    private static bool HasBareImage(ReadOnlySpan<byte> body)
    {
        for (var value = ValueOf(body, "image_url\""u8); !value.IsEmpty; value = ValueOf(value, "image_url\""u8))
        {
            if (value[0] == (byte)'"')
                return true;
        }
        return false;
    }

    private static bool AsksForOne(ReadOnlySpan<byte> body) => ValueOf(body, "n\""u8) is [] or [(byte)'n', ..] or [(byte)'1', (byte)',' or (byte)'}' or <= (byte)' ', ..];

    /// <summary>Each sequence of the list has two quotes at least.</summary>
    private static bool FitsStops(ReadOnlySpan<byte> body, int most)
    {
        if (most == int.MaxValue)
            return true;
        var value = ValueOf(body, "stop\""u8);
        return value is not [(byte)'[', ..] || value[..Math.Max(1, value.IndexOf((byte)']'))].Count((byte)'"') <= 2 * most;
    }

    /// <summary>What stands behind the name and its colon; empty where there is no such name.</summary>
    /// <param name="body">Where to look.</param>
    /// <param name="name">The name and the quote behind it.</param>
    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = JsonNames.IndexOf(body, name);
        return at < 0 ? default : body[(at + name.Length)..].TrimStart(" \t\r\n:"u8);
    }

    /// <summary>The limit of tokens has two names; an upstream refuses or ignores the one that it does not know.</summary>
    private static bool FitsLimit(ReadOnlySpan<byte> body, RequestHead head, WireProfile profile, string model)
    {
        if (head.MaxTokens is null)
            return true;
        return profile.MaxTokens switch
        {
            MaxTokensMember.MaxTokens => !JsonNames.Has(body, "max_completion_tokens\""u8),
            MaxTokensMember.MaxCompletionTokens => !JsonNames.Has(body, "max_tokens\""u8),
            _ => !ModelFamily.WantsMaxCompletionTokens(model) || !JsonNames.Has(body, "max_tokens\""u8),
        };
    }

    private static bool FitsForm(ReadOnlySpan<byte> body, RequestHead head, WireProfile profile) => profile.StructuredOutput switch
    {
        StructuredOutput.JsonSchema => true,
        StructuredOutput.JsonObject => !head.Needs.HasFlag(RequestNeeds.JsonSchema),
        _ => !JsonNames.Has(body, "response_format\""u8),
    };
}
