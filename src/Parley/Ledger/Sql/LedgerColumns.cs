using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Parley.Ledger.Sql;

/// <summary>A column of the table <c>ledger</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in which <c>whole</c> and <c>real</c> stand for what the database calls them.</param>
/// <param name="Of">Its value of an entry.</param>
internal sealed record LedgerColumn(string Name, string Type, Func<LedgerEntry, object?> Of);

/// <summary>
/// The table <c>ledger</c>: one row for an attempt. Times are Unix milliseconds, durations microseconds. Money is a whole number of trillionths, so that both databases add it up exactly.
/// </summary>
internal static class LedgerColumns
{
    /// <summary>How many units of the column <c>cost</c> one unit of the currency is.</summary>
    public const decimal Unit = 1_000_000_000_000m;

    public static ImmutableArray<LedgerColumn> All { get; } =
    [
        new("exchange", "text not null", static entry => entry.ExchangeId),
        new("attempt", "whole not null", static entry => (long)entry.Attempt),
        new("at", "whole not null", static entry => entry.At.ToUnixTimeMilliseconds()),
        new("quality", "text not null", static entry => entry.Quality.ToString().ToLowerInvariant()),
        new("caller", "text", static entry => entry.Key),
        new("team", "text", static entry => entry.Team),
        new("session", "text", static entry => entry.Session),
        new("tags", "text", static entry => entry.Tags.IsDefaultOrEmpty ? null : $",{string.Join(',', entry.Tags)},"),
        new("operation", "text not null", static entry => entry.Operation),
        new("dialect", "text not null", static entry => entry.Dialect),
        new("model_asked", "text not null", static entry => entry.ModelAsked),
        new("model", "text not null", static entry => entry.Model),
        new("backend", "text not null", static entry => entry.Backend),
        new("provider", "text not null", static entry => entry.Provider),
        new("backend_key", "text", static entry => entry.BackendKey),
        new("is_local", "whole not null", static entry => Flag(entry.IsLocal)),
        new("is_stream", "whole not null", static entry => Flag(entry.IsStream)),
        new("is_sent", "whole not null", static entry => Flag(entry.IsSent)),
        new("is_answer", "whole not null", static entry => Flag(entry.IsAnswer)),
        new("is_final", "whole not null", static entry => Flag(entry.IsFinal)),
        new("input", "whole", static entry => Tokens(entry.Usage.Input)),
        new("cache_read", "whole", static entry => Tokens(entry.Usage.CacheRead)),
        new("cache_write_5m", "whole", static entry => Tokens(entry.Usage.CacheWrite5m)),
        new("cache_write_1h", "whole", static entry => Tokens(entry.Usage.CacheWrite1h)),
        new("audio_input", "whole", static entry => Tokens(entry.Usage.AudioInput)),
        new("image_input", "whole", static entry => Tokens(entry.Usage.ImageInput)),
        new("output", "whole", static entry => Tokens(entry.Usage.Output)),
        new("reasoning", "whole", static entry => Tokens(entry.Usage.Reasoning)),
        new("audio_output", "whole", static entry => Tokens(entry.Usage.AudioOutput)),
        new("provider_total", "whole", static entry => entry.Usage.ProviderTotal),
        new("is_mismatch", "whole not null", static entry => Flag(entry.IsMismatch)),
        new("cost", "whole", static entry => entry.Cost is { } cost ? Units(cost.Total.Amount) : null),
        new("currency", "text", static entry => entry.Cost?.Total.Currency),
        new("cost_lines", "text", static entry => entry.Cost is { } cost ? Lines(cost) : null),
        new("price_version", "text", static entry => entry.Cost?.PriceVersion),
        new("saved_by_cache", "whole", static entry => entry.CacheSaving is { } saving ? Units(saving) : null),
        new("saved_locally", "whole", static entry => entry.LocalSaving is { } saving ? Units(saving) : null),
        new("watt_hours", "real", static entry => entry.WattHours),
        new("queued_us", "whole not null", static entry => Microseconds(entry.Queued)),
        new("first_event_us", "whole", static entry => entry.FirstEvent is { } first ? Microseconds(first) : null),
        new("duration_us", "whole not null", static entry => Microseconds(entry.Duration)),
        new("overhead_us", "whole not null", static entry => Microseconds(entry.Overhead)),
        new("finish", "text", static entry => entry.Finish?.ToString()),
        new("fault", "text", static entry => entry.Fault?.ToString()),
        new("fault_source", "text", static entry => entry.FaultSource?.ToString().ToLowerInvariant()),
        new("fault_code", "text", static entry => entry.FaultCode),
        new("losses", "text", static entry => entry.Losses.IsDefaultOrEmpty ? null : string.Join('\n', entry.Losses)),
    ];

    /// <summary>An amount in units of the column; what no column can hold is held at its end.</summary>
    public static long Units(decimal amount) => (long)Math.Clamp(decimal.Round(amount * Unit, 0, MidpointRounding.ToEven), -(decimal)long.MaxValue, long.MaxValue);

    private static object Flag(bool value) => value ? 1L : 0L;

    private static object? Tokens(Dialects.Conversation.TokenCount count) => count.IsKnown ? count.Tokens : null;

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary><c>[["input",12,2.5,0.00003],...]</c>: bucket, units, rate, amount.</summary>
    private static string Lines(Configuration.Cost cost)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var line in cost.Lines)
            {
                json.WriteStartArray();
                json.WriteStringValue(line.Bucket);
                json.WriteNumberValue(line.Units);
                json.WriteNumberValue(line.Rate);
                json.WriteNumberValue(line.Amount);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
