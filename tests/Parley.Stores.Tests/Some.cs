using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger;

namespace Parley.Stores.Tests;

/// <summary>Entries for tests.</summary>
internal static class Some
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

    public static LedgerEntry Entry(string exchange, int attempt = 1) => new()
    {
        ExchangeId = exchange,
        Attempt = attempt,
        At = Noon,
        Quality = LedgerQuality.Exact,
        Operation = "chat",
        Dialect = "openai-chat",
        ModelAsked = "fast",
        Model = "gpt-5",
        Backend = "openai",
        Provider = "openai",
        IsAnswer = true,
        IsFinal = true,
        Usage = new Usage { Input = TokenCount.Exact(100), Output = TokenCount.Exact(20), ProviderTotal = 120 },
        Cost = Cost(0.25m),
        Duration = TimeSpan.FromSeconds(1),
        Finish = FinishReason.Stop,
    };

    public static Cost Cost(decimal amount, string currency = "USD") =>
        new([new CostLine("input", 100, amount * 10_000, amount)], new Money(amount, currency), "v1", IsEstimated: false);

    public static CostQuestion Everything { get; } = new(Noon - TimeSpan.FromDays(30), Noon + TimeSpan.FromDays(30));
}
