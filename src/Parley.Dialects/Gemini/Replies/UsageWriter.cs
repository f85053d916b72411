using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Writes <c>usageMetadata</c>. The total is always the sum of what stands beside it. A prompt that a provider did not count stays uncounted; it is estimated where nobody counted anything.</summary>
internal static class UsageWriter
{
    public static void Write(Utf8JsonWriter writer, Usage usage, StreamOptions asked, ConversionLog log)
    {
        var isOwn = usage.Extras is { Dialect: Names.Dialect };
        var toolUse = isOwn && long.TryParse(usage.Extras!.Spelling(UsageReader.ToolUse).ToString(), out var said) ? said : 0;
        var isPromptKnown = usage.Input.IsKnown || usage.TotalInput > 0;
        var isEstimated = !isPromptKnown && !isOwn && !usage.Output.IsKnown;
        var prompt = isPromptKnown ? Math.Max(0, usage.TotalInput - toolUse) : isEstimated ? asked.EstimatedInputTokens : 0;
        var candidates = usage.Output.Tokens + usage.AudioOutput.Tokens;
        writer.WriteStartObject("usageMetadata"u8);
        if (isPromptKnown || isEstimated)
            writer.WriteNumber("promptTokenCount"u8, prompt);
        if (candidates > 0 || !isOwn)
            writer.WriteNumber("candidatesTokenCount"u8, candidates);
        writer.WriteNumber("totalTokenCount"u8, prompt + candidates + usage.Reasoning.Tokens + toolUse);
        WriteIfAny(writer, "cachedContentTokenCount"u8, usage.CacheRead.Tokens);
        WriteIfAny(writer, "thoughtsTokenCount"u8, usage.Reasoning.Tokens);
        WriteIfAny(writer, "toolUsePromptTokenCount"u8, toolUse);
        if (isOwn)
            WriteOwnDetails(writer, usage.Extras!, asked.EnumsAsNumbers);
        else
            WriteDetails(writer, usage, asked.EnumsAsNumbers);
        Nested.Write(writer, usage.Extras, "");
        Nested.Report(usage.Extras, log, "usage");
        writer.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long tokens)
    {
        if (tokens > 0)
            writer.WriteNumber(name, tokens);
    }

    private static void WriteOwnDetails(Utf8JsonWriter writer, Extras extras, bool asNumbers)
    {
        foreach (var name in UsageReader.Details)
        {
            if (extras.Spelling(name) is { IsAbsent: false } list)
                ModalityCounts.Write(writer, name, ModalityCounts.Of(list), asNumbers);
        }
    }

    /// <summary>Modalities are shown apart only where there is more than text.</summary>
    private static void WriteDetails(Utf8JsonWriter writer, Usage usage, bool asNumbers)
    {
        if (usage.AudioInput.Tokens + usage.ImageInput.Tokens > 0)
        {
            var text = usage.TotalInput - usage.AudioInput.Tokens - usage.ImageInput.Tokens;
            ModalityCounts.Write(writer, "promptTokensDetails", Counted(text, usage.AudioInput.Tokens, usage.ImageInput.Tokens), asNumbers);
        }
        if (usage.AudioOutput.Tokens > 0)
            ModalityCounts.Write(writer, "candidatesTokensDetails", Counted(usage.Output.Tokens, usage.AudioOutput.Tokens, 0), asNumbers);
    }

    private static IEnumerable<(string Modality, long Tokens)> Counted(long text, long audio, long images)
    {
        if (text > 0)
            yield return ("TEXT", text);
        if (audio > 0)
            yield return ("AUDIO", audio);
        if (images > 0)
            yield return ("IMAGE", images);
    }
}
