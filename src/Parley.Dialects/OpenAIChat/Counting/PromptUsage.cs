using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>The <c>usage</c> of what only reads a prompt: vectors and orders of documents. Jina and Voyage give the total alone, which then is the prompt; clients are told both, as OpenAI's demand.</summary>
internal static class PromptUsage
{
    /// <summary>Reads the object; members beyond the two numbers stay as they are.</summary>
    public static Usage Read(RawJson usage)
    {
        if (usage.Kind != JsonValueKind.Object)
            return Usage.Unknown;
        (long? prompt, long? total) = (null, null);
        Extras? extras = null;
        var members = new JsonMembers(usage.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("prompt_tokens"u8))
                prompt = Loose.Count(value);
            else if (name.SequenceEqual("total_tokens"u8))
                total = Loose.Count(value);
            else
                (extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(name), value);
        }
        return (prompt ?? total) is { } tokens ? new Usage { Input = TokenCount.Exact(tokens), Extras = extras } : Usage.Unknown;
    }

    /// <summary>Writes the object. Clients read it in any case: what the backend did not count is estimated, and the reply says so.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage, StreamOptions asked, ConversionLog log)
    {
        var prompt = usage.IsKnown ? usage.TotalInput : asked.EstimatedInputTokens;
        if (!usage.IsKnown)
            log.Emulated("usage", null, "estimate");
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, prompt);
        json.WriteNumber("total_tokens"u8, prompt);
        usage.Extras.WriteOuter(json, log, "usage");
        json.WriteEndObject();
    }
}
