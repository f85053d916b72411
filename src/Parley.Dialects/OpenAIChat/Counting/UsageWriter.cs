using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes a <c>usage</c> object: the cache within the prompt, the thoughts within the completion, the total their sum, always.</summary>
internal static class UsageWriter
{
    /// <summary>Writes the object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="usage">What was used.</param>
    /// <param name="estimatedInput">Stands for the prompt when nobody said how long it was.</param>
    /// <param name="log">Takes what other dialects' extras lose.</param>
    public static void Write(Utf8JsonWriter json, Usage usage, int estimatedInput, ConversionLog log)
    {
        var prompt = usage.Input.IsKnown || usage.TotalInput > 0 ? usage.TotalInput : estimatedInput;
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens"u8, prompt);
        json.WriteNumber("completion_tokens"u8, usage.TotalOutput);
        json.WriteNumber("total_tokens"u8, prompt + usage.TotalOutput);
        if (usage.Extras?.Dialect == Names.Dialect)
            WriteOwnDetails(json, usage, usage.Extras);
        else
            WriteDetails(json, usage);
        usage.Extras.WriteOuter(json, log, "usage", Spelling.PromptDetails, Spelling.CompletionDetails);
        json.WriteEndObject();
    }

    /// <summary>As the provider spelled them, unless they say what cannot be: xAI's cache larger than the prompt.</summary>
    private static void WriteOwnDetails(Utf8JsonWriter json, Usage usage, Extras extras)
    {
        if (extras.Spells(Spelling.ImpossibleDetails))
            WritePromptDetails(json, usage);
        else if (extras.Spelling(Spelling.PromptDetails) is { IsAbsent: false } prompt)
            prompt.WriteMember(json, "prompt_tokens_details"u8);
        if (extras.Spelling(Spelling.CompletionDetails) is { IsAbsent: false } completion)
            completion.WriteMember(json, "completion_tokens_details"u8);
    }

    private static void WriteDetails(Utf8JsonWriter json, Usage usage)
    {
        if (usage.CacheRead.IsKnown || usage.CacheWrite5m.IsKnown || usage.CacheWrite1h.IsKnown || usage.AudioInput.IsKnown)
            WritePromptDetails(json, usage);
        if (usage.Reasoning.IsKnown || usage.AudioOutput.IsKnown)
            WriteCompletionDetails(json, usage);
    }

    private static void WritePromptDetails(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject("prompt_tokens_details"u8);
        WriteKnown(json, "cached_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite5m.IsKnown || usage.CacheWrite1h.IsKnown)
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens);
        WriteKnown(json, "audio_tokens"u8, usage.AudioInput);
        WriteKnown(json, "image_tokens"u8, usage.ImageInput);
        usage.Extras.WriteInner(json, Spelling.PromptDetails);
        json.WriteEndObject();
    }

    private static void WriteCompletionDetails(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject("completion_tokens_details"u8);
        WriteKnown(json, "reasoning_tokens"u8, usage.Reasoning);
        WriteKnown(json, "audio_tokens"u8, usage.AudioOutput);
        json.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, TokenCount count)
    {
        if (count.IsKnown)
            json.WriteNumber(name, count.Tokens);
    }
}
