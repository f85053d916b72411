using System.Diagnostics.Metrics;
using Parley.Dialects.Conversation;

namespace Parley.Telemetry;

/// <summary>Counts the tokens of prompts, those that came out of a provider's cache apart: their ratio says whether conversations stay where they are warm.</summary>
internal static class PromptTokens
{
    private static readonly Meter Meter = new(ParleyTelemetry.Name);
    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("parley.prompt.tokens", "{token}", "Tokens of prompts, by whether a provider had them in its cache.");

    /// <summary>Counts those of one answer. Costs nothing while nobody listens.</summary>
    public static void Count(Usage usage)
    {
        if (!Tokens.Enabled)
            return;
        if (usage.CacheRead.Tokens > 0)
            Tokens.Add(usage.CacheRead.Tokens, new KeyValuePair<string, object?>("cached", true));
        var read = usage.Input.Tokens + usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens + usage.AudioInput.Tokens + usage.ImageInput.Tokens;
        if (read > 0)
            Tokens.Add(read, new KeyValuePair<string, object?>("cached", false));
    }
}
