using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes a <c>usage</c> object: the cache within the input, the thoughts within the output, the total their sum, and the details always, which official clients demand.</summary>
internal static class UsageWriter
{
    private const string InputPrefix = Spelling.InputDetails + ".";
    private const string OutputPrefix = Spelling.OutputDetails + ".";

    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="usage">What was used.</param>
    /// <param name="estimatedInput">Stands for the input when nobody said how long it was.</param>
    /// <param name="log">Takes what other dialects' extras lose.</param>
    public static void Write(Utf8JsonWriter json, Usage usage, int estimatedInput, ConversionLog log)
    {
        var input = usage.Input.IsKnown || usage.TotalInput > 0 ? usage.TotalInput : estimatedInput;
        json.WriteStartObject();
        json.WriteNumber("input_tokens"u8, input);
        json.WriteStartObject("input_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheRead.Tokens);
        if (usage.CacheWrite5m.IsKnown || usage.CacheWrite1h.IsKnown)
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens);
        usage.Extras.WriteInner(json, InputPrefix);
        json.WriteEndObject();
        json.WriteNumber("output_tokens"u8, usage.TotalOutput);
        json.WriteStartObject("output_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning.Tokens);
        usage.Extras.WriteInner(json, OutputPrefix);
        json.WriteEndObject();
        json.WriteNumber("total_tokens"u8, input + usage.TotalOutput);
        usage.Extras.WriteOuter(json, log, "usage", InputPrefix, OutputPrefix);
        json.WriteEndObject();
    }
}
