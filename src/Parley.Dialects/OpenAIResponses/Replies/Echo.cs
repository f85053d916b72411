using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// Members of a response that only repeat what was asked. Official clients demand them: an upstream of this dialect says them itself, for all others the request tells them, and what it left out has OpenAI's default.
/// </summary>
internal static class Echo
{
    private static readonly Member[] Members =
    [
        new("background", "false"),
        new("instructions", "null"),
        new("max_output_tokens", "null"),
        new("max_tool_calls", "null"),
        new("metadata", "{}"),
        new("parallel_tool_calls", "true"),
        new("previous_response_id", "null"),
        new("prompt_cache_key", "null"),
        new("reasoning", """{"effort":null,"summary":null}"""),
        new("safety_identifier", "null"),
        new("store", "false"),
        new("temperature", "1"),
        new("text", """{"format":{"type":"text"}}"""),
        new("tool_choice", "\"auto\""),
        new("tools", "[]"),
        new("top_logprobs", "0"),
        new("top_p", "1"),
        new("truncation", "\"disabled\""),
        new("user", "null"),
    ];

    private static readonly RawJson Kept = RawJson.Parse("true");

    /// <summary>What some upstreams say besides; nothing is made up for the others.</summary>
    private static readonly Member[] Optional =
        [new("completed_at"), new("conversation"), new("frequency_penalty"), new("output_text"), new("presence_penalty"), new("prompt"), new("prompt_cache_retention")];

    /// <summary>All of them; each list has those whose names are as long as its index.</summary>
    private static readonly Member[][] ByLength =
        [.. Enumerable.Range(0, Members.Concat(Optional).Max(static member => member.Name.Length) + 1).Select(static length => Members.Concat(Optional).Where(member => member.Name.Length == length).ToArray())];

    /// <summary>The name of a member of a response that only repeats, so that it need not be made anew; null for others.</summary>
    public static string? NameIn(ReadOnlySpan<byte> name) => Find(name)?.Name;

    /// <summary>The name of a member of a request that its response repeats; null for others. Whether it was stored is not for the request to say.</summary>
    public static string? NameOf(ReadOnlySpan<byte> name) => Find(name) is { Default.IsAbsent: false, Name: not "store" } member ? member.Name : null;

    /// <summary>Writes all members.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="own">What an upstream of this dialect said.</param>
    /// <param name="asked">What the caller asked.</param>
    /// <param name="status">How far the response is.</param>
    public static void Write(Utf8JsonWriter json, Extras? own, StreamOptions asked, string status)
    {
        foreach (var member in Members)
        {
            var value = own.Spelled(member.Name);
            if (value.IsAbsent && member.Name == "store" && asked.IsKept)
            {
                // Whether there is room for it is known at its end; one that failed is not kept.
                if (status == "in_progress")
                    continue;
                value = status == "failed" ? default : Kept;
            }
            else if (value.IsAbsent)
            {
                value = Said(asked.Echo, member.Name);
            }
            json.WritePropertyName(member.Encoded);
            (value.IsAbsent ? member.Default : value).WriteValue(json);
        }
        foreach (var member in Optional)
            own.WriteSpelled(json, member.Name);
    }

    /// <summary>What the caller asked; null counts as nothing.</summary>
    private static RawJson Said(Extras? asked, string name) => asked?[name] is { IsAbsent: false, Kind: not JsonValueKind.Null } value ? value : default;

    private static Member? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length >= ByLength.Length)
            return null;
        foreach (var member in ByLength[name.Length])
        {
            if (name.SequenceEqual(member.Encoded.EncodedUtf8Bytes))
                return member;
        }
        return null;
    }

    /// <summary>A member of a response.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usual">What it says where nobody says it; null for one that is then left out.</param>
    private sealed class Member(string name, string? usual = null)
    {
        public string Name => name;

        public JsonEncodedText Encoded { get; } = JsonEncodedText.Encode(name);

        public RawJson Default { get; } = usual is null ? default : RawJson.Parse(usual);
    }
}
