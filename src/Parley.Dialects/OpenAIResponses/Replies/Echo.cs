using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// Members of a response that only repeat what was asked. Official clients demand them: an upstream of this dialect says them itself, for all others the request tells them, and what it left out has OpenAI's default.
/// </summary>
internal static class Echo
{
    private static readonly (string Name, RawJson Default)[] Members =
    [
        ("background", RawJson.Parse("false")),
        ("instructions", RawJson.Parse("null")),
        ("max_output_tokens", RawJson.Parse("null")),
        ("max_tool_calls", RawJson.Parse("null")),
        ("metadata", RawJson.Parse("{}")),
        ("parallel_tool_calls", RawJson.Parse("true")),
        ("previous_response_id", RawJson.Parse("null")),
        ("prompt_cache_key", RawJson.Parse("null")),
        ("reasoning", RawJson.Parse("""{"effort":null,"summary":null}""")),
        ("safety_identifier", RawJson.Parse("null")),
        ("store", RawJson.Parse("false")),
        ("temperature", RawJson.Parse("1")),
        ("text", RawJson.Parse("""{"format":{"type":"text"}}""")),
        ("tool_choice", RawJson.Parse("\"auto\"")),
        ("tools", RawJson.Parse("[]")),
        ("top_logprobs", RawJson.Parse("0")),
        ("top_p", RawJson.Parse("1")),
        ("truncation", RawJson.Parse("\"disabled\"")),
        ("user", RawJson.Parse("null")),
    ];

    private static readonly RawJson Kept = RawJson.Parse("true");

    /// <summary>What some upstreams say besides; nothing is made up for the others.</summary>
    private static readonly string[] Optional = ["completed_at", "conversation", "frequency_penalty", "output_text", "presence_penalty", "prompt", "prompt_cache_retention"];

    /// <summary>Whether a member of a response only repeats; its name then is given, so that it need not be made anew.</summary>
    public static bool IsOne(ref Utf8JsonReader reader, out string name)
    {
        foreach (var member in Members)
        {
            name = member.Name;
            if (reader.ValueTextEquals(name))
                return true;
        }
        foreach (var optional in Optional)
        {
            name = optional;
            if (reader.ValueTextEquals(name))
                return true;
        }
        name = "";
        return false;
    }

    /// <summary>The name of a member of a request that its response repeats; null for others. Whether it was stored is not for the request to say.</summary>
    public static string? NameOf(ReadOnlySpan<byte> name)
    {
        foreach (var member in Members)
        {
            if (member.Name != "store" && name.Length == member.Name.Length && System.Text.Ascii.Equals(name, member.Name))
                return member.Name;
        }
        return null;
    }

    /// <summary>Writes all members.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="own">What an upstream of this dialect said.</param>
    /// <param name="asked">What the caller asked.</param>
    /// <param name="status">How far the response is.</param>
    public static void Write(Utf8JsonWriter json, Extras? own, StreamOptions asked, string status)
    {
        foreach (var (name, usual) in Members)
        {
            var value = own.Spelled(name);
            if (value.IsAbsent && name == "store" && asked.IsKept)
            {
                // Whether there is room for it is known at its end; one that failed is not kept.
                if (status == "in_progress")
                    continue;
                value = status == "failed" ? default : Kept;
            }
            else if (value.IsAbsent)
            {
                value = Said(asked.Echo, name);
            }
            json.WritePropertyName(name);
            (value.IsAbsent ? usual : value).WriteValue(json);
        }
        foreach (var name in Optional)
            own.WriteSpelled(json, name);
    }

    /// <summary>What the caller asked; null counts as nothing.</summary>
    private static RawJson Said(Extras? asked, string name) => asked?[name] is { IsAbsent: false, Kind: not JsonValueKind.Null } value ? value : default;
}
