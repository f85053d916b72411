using System.Collections.Immutable;
using Parley.Dialects.Conversation;

namespace Parley.Ledger.Sql;

/// <summary>A column of the table <c>ledger</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in which <c>whole</c> and <c>real</c> stand for what the database calls them.</param>
/// <param name="Write">Gives a row its value of an entry.</param>
internal sealed record LedgerColumn(string Name, string Type, Action<LedgerRow, LedgerEntry> Write);

/// <summary>
/// The table <c>ledger</c>: one row for an attempt. Times are Unix milliseconds, durations microseconds. Money is a whole number of trillionths, so that both databases add it up exactly.
/// </summary>
internal static class LedgerColumns
{
    /// <summary>How many units of the column <c>cost</c> one unit of the currency is.</summary>
    public const decimal Unit = 1_000_000_000_000m;

    /// <summary>Those that the table did not have at first.</summary>
    public static ImmutableArray<LedgerColumn> Later { get; } =
    [
        new("searches", "whole", static (row, entry) => row.Whole(entry.Usage.Searches is > 0 and var searches ? searches : null)),
        new("service_tier", "text", static (row, entry) => row.Text(entry.Usage.ServiceTier is not ServiceTier.Unknown and var tier ? tier.ToString().ToLowerInvariant() : null)),
    ];

    /// <summary>All of them, in the order of the table.</summary>
    public static ImmutableArray<LedgerColumn> All { get; } =
    [
        new("exchange", "text not null", static (row, entry) => row.Text(entry.ExchangeId)),
        new("attempt", "whole not null", static (row, entry) => row.Whole(entry.Attempt)),
        new("at", "whole not null", static (row, entry) => row.Whole(entry.At.ToUnixTimeMilliseconds())),
        new("quality", "text not null", static (row, entry) => row.Text(NameOf(entry.Quality))),
        new("caller", "text", static (row, entry) => row.Text(entry.Key)),
        new("team", "text", static (row, entry) => row.Text(entry.Team)),
        new("session", "text", static (row, entry) => row.Text(entry.Session)),
        new("tags", "text", static (row, entry) => row.Text(entry.Tags.IsDefaultOrEmpty ? null : $",{string.Join(',', entry.Tags)},")),
        new("operation", "text not null", static (row, entry) => row.Text(entry.Operation)),
        new("dialect", "text not null", static (row, entry) => row.Text(entry.Dialect)),
        new("model_asked", "text not null", static (row, entry) => row.Text(entry.ModelAsked)),
        new("model", "text not null", static (row, entry) => row.Text(entry.Model)),
        new("backend", "text not null", static (row, entry) => row.Text(entry.Backend)),
        new("provider", "text not null", static (row, entry) => row.Text(entry.Provider)),
        new("backend_key", "text", static (row, entry) => row.Text(entry.BackendKey)),
        new("is_local", "whole not null", static (row, entry) => row.Flag(entry.IsLocal)),
        new("is_stream", "whole not null", static (row, entry) => row.Flag(entry.IsStream)),
        new("is_sent", "whole not null", static (row, entry) => row.Flag(entry.IsSent)),
        new("is_answer", "whole not null", static (row, entry) => row.Flag(entry.IsAnswer)),
        new("is_final", "whole not null", static (row, entry) => row.Flag(entry.IsFinal)),
        new("input", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.Input))),
        new("cache_read", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.CacheRead))),
        new("cache_write_5m", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.CacheWrite5m))),
        new("cache_write_1h", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.CacheWrite1h))),
        new("audio_input", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.AudioInput))),
        new("image_input", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.ImageInput))),
        new("output", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.Output))),
        new("reasoning", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.Reasoning))),
        new("audio_output", "whole", static (row, entry) => row.Whole(Tokens(entry.Usage.AudioOutput))),
        new("provider_total", "whole", static (row, entry) => row.Whole(entry.Usage.ProviderTotal)),
        new("is_mismatch", "whole not null", static (row, entry) => row.Flag(entry.IsMismatch)),
        new("cost", "whole", static (row, entry) => row.Whole(entry.Cost is { } cost ? Units(cost.Total.Amount) : null)),
        new("currency", "text", static (row, entry) => row.Text(entry.Cost?.Total.Currency)),
        new("cost_lines", "text", static (row, entry) => row.Lines(entry.Cost)),
        new("price_version", "text", static (row, entry) => row.Text(entry.Cost?.PriceVersion)),
        new("saved_by_cache", "whole", static (row, entry) => row.Whole(entry.CacheSaving is { } saving ? Units(saving) : null)),
        new("saved_locally", "whole", static (row, entry) => row.Whole(entry.LocalSaving is { } saving ? Units(saving) : null)),
        new("watt_hours", "real", static (row, entry) => row.Real(entry.WattHours)),
        new("queued_us", "whole not null", static (row, entry) => row.Whole(Microseconds(entry.Queued))),
        new("first_event_us", "whole", static (row, entry) => row.Whole(entry.FirstEvent is { } first ? Microseconds(first) : null)),
        new("duration_us", "whole not null", static (row, entry) => row.Whole(Microseconds(entry.Duration))),
        new("overhead_us", "whole not null", static (row, entry) => row.Whole(Microseconds(entry.Overhead))),
        new("finish", "text", static (row, entry) => row.Text(entry.Finish?.ToString())),
        new("fault", "text", static (row, entry) => row.Text(entry.Fault?.ToString())),
        new("fault_source", "text", static (row, entry) => row.Text(entry.FaultSource?.ToString().ToLowerInvariant())),
        new("fault_code", "text", static (row, entry) => row.Text(entry.FaultCode)),
        new("losses", "text", static (row, entry) => row.Text(entry.Losses.IsDefaultOrEmpty ? null : string.Join('\n', entry.Losses))),
        .. Later,
    ];

    /// <summary>An amount in units of the column; what no column can hold is held at its end.</summary>
    public static long Units(decimal amount) => (long)Math.Clamp(decimal.Round(amount * Unit, 0, MidpointRounding.ToEven), -(decimal)long.MaxValue, long.MaxValue);

    private static long? Tokens(TokenCount count) => count.IsKnown ? count.Tokens : null;

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static string NameOf(LedgerQuality quality) => quality switch
    {
        LedgerQuality.Exact => "exact",
        LedgerQuality.Estimated => "estimated",
        LedgerQuality.Interrupted => "interrupted",
        _ => "unknown",
    };
}
