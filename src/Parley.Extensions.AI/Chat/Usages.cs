using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Chat;

/// <summary>What was used, in both forms. The abstractions count the cached within the input and the thoughts within the output; Parley's buckets are disjoint.</summary>
internal static class Usages
{
    private const string CacheWrite5m = "CacheWrite5mTokenCount";
    private const string CacheWrite1h = "CacheWrite1hTokenCount";
    private const string InputAudio = "InputAudioTokenCount";
    private const string InputImage = "InputImageTokenCount";
    private const string OutputAudio = "OutputAudioTokenCount";
    private const string Searches = "Searches";

    /// <summary>The details of a usage; null when nothing is known.</summary>
    public static UsageDetails? Of(Usage usage)
    {
        if (!usage.IsKnown)
            return null;
        var details = new UsageDetails
        {
            InputTokenCount = usage.TotalInput,
            OutputTokenCount = usage.TotalOutput,
            TotalTokenCount = usage.ProviderTotal ?? usage.TotalInput + usage.TotalOutput,
            CachedInputTokenCount = Known(usage.CacheRead),
            ReasoningTokenCount = Known(usage.Reasoning),
        };
        Add(details, CacheWrite5m, usage.CacheWrite5m.Tokens);
        Add(details, CacheWrite1h, usage.CacheWrite1h.Tokens);
        Add(details, InputAudio, usage.AudioInput.Tokens);
        Add(details, InputImage, usage.ImageInput.Tokens);
        Add(details, OutputAudio, usage.AudioOutput.Tokens);
        Add(details, Searches, usage.Searches);
        return details;
    }

    /// <summary>The usage of details.</summary>
    public static Usage Of(UsageDetails? details)
    {
        if (details is null || (details.InputTokenCount is null && details.OutputTokenCount is null))
            return Usage.Unknown;
        var more = details.AdditionalCounts;
        var (write5m, write1h, audio, image, spoken) = (Count(more, CacheWrite5m), Count(more, CacheWrite1h), Count(more, InputAudio), Count(more, InputImage), Count(more, OutputAudio));
        var (cached, thoughts) = (Within(details.CachedInputTokenCount, details.InputTokenCount), Within(details.ReasoningTokenCount, details.OutputTokenCount));
        return new Usage
        {
            Input = Rest(details.InputTokenCount, (cached ?? 0) + write5m + write1h + audio + image),
            CacheRead = Exact(cached),
            CacheWrite5m = Exact(write5m > 0 ? write5m : null),
            CacheWrite1h = Exact(write1h > 0 ? write1h : null),
            AudioInput = Exact(audio > 0 ? audio : null),
            ImageInput = Exact(image > 0 ? image : null),
            Output = Rest(details.OutputTokenCount, (thoughts ?? 0) + spoken),
            Reasoning = Exact(thoughts),
            AudioOutput = Exact(spoken > 0 ? spoken : null),
            Searches = Count(more, Searches),
            ProviderTotal = details.TotalTokenCount is { } total and >= 0 ? Math.Min(total, TokenCount.Most) : null,
        };
    }

    private static long? Known(TokenCount count) => count.IsKnown ? count.Tokens : null;

    private static void Add(UsageDetails details, string name, long count)
    {
        if (count > 0)
            (details.AdditionalCounts ??= [])[name] = count;
    }

    private static long Count(AdditionalPropertiesDictionary<long>? counts, string name) =>
        counts is not null && counts.TryGetValue(name, out long count) ? Math.Clamp(count, 0, TokenCount.Most) : 0;

    private static long? Within(long? part, long? whole) => part is { } tokens ? Math.Clamp(tokens, 0, Math.Max(0, whole ?? tokens)) : null;

    private static TokenCount Exact(long? tokens) => tokens is { } known ? TokenCount.Exact(Math.Min(known, TokenCount.Most)) : default;

    private static TokenCount Rest(long? whole, long parts) => whole is { } tokens ? TokenCount.Exact(Math.Clamp(tokens - parts, 0, TokenCount.Most)) : default;
}
