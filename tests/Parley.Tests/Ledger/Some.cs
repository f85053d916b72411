using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger;

namespace Parley.Tests.Ledger;

/// <summary>Entries for tests.</summary>
internal static class Some
{
    /// <summary>An entry with nothing left out.</summary>
    public static LedgerEntry Full { get; } = new()
    {
        ExchangeId = "req_0123456789abcdef0000000000000001",
        Attempt = 3,
        At = new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero).AddTicks(7),
        Quality = LedgerQuality.Exact,
        Operation = "chat",
        Dialect = "openai-chat",
        ModelAsked = "schnell-ä",
        Model = "gpt-5",
        Backend = "openai",
        Provider = "openai",
        BackendKey = "second",
        Key = "anna",
        Team = "red",
        Session = "s-1",
        Tags = ["x", "y"],
        IsLocal = true,
        IsStream = true,
        IsSent = false,
        IsAnswer = true,
        IsFinal = true,
        Usage = new Usage
        {
            Input = TokenCount.Exact(1),
            CacheRead = TokenCount.Estimated(2),
            CacheWrite5m = TokenCount.Exact(3),
            CacheWrite1h = TokenCount.Exact(0),
            AudioInput = TokenCount.Exact(5),
            ImageInput = TokenCount.Exact(6),
            Output = TokenCount.Exact(TokenCount.Most),
            Reasoning = TokenCount.Exact(8),
            AudioOutput = TokenCount.Exact(9),
            ProviderTotal = 0,
            Searches = 7,
            ServiceTier = ServiceTier.Priority,
        },
        Cost = new Cost([new CostLine("input", 1, 2.5m, 0.0000025m), new CostLine("output", long.MaxValue, -0.1m, decimal.MinValue)], new Money(decimal.MaxValue, "EUR"), "v7", IsEstimated: true),
        CacheSaving = 0.25m,
        LocalSaving = -1,
        WattHours = 0.1,
        Queued = TimeSpan.FromTicks(1),
        FirstEvent = TimeSpan.Zero,
        Duration = TimeSpan.FromDays(3),
        Overhead = TimeSpan.FromMicroseconds(30),
        Finish = FinishReason.StopSequence,
        Fault = FaultKind.Upstream,
        FaultSource = FaultSource.Provider,
        FaultCode = "server_error",
        Losses = ["dropped:logit_bias"],
    };

    /// <summary>An entry with nothing that may be left out.</summary>
    public static LedgerEntry Entry(string exchange, int attempt = 1) => new()
    {
        ExchangeId = exchange,
        Attempt = attempt,
        At = DateTimeOffset.UnixEpoch,
        Operation = "chat",
        Dialect = "gemini",
        ModelAsked = "m",
        Model = "m",
        Backend = "b",
        Provider = "p",
    };
}
