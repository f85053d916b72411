using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Configuration;

/// <summary>The fingerprint of a row's figures, by which a cost says what it was reckoned by.</summary>
internal static class PriceVersion
{
    private const int Length = 10;

    public static string Of(PriceRow row)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{row.Id}|{row.Currency}|{row.EffectiveFrom:yyyy-MM-dd}|{row.EffectiveTo:yyyy-MM-dd}");
        Append(text, "", row.Rates, row.Tiers);
        Append(text, "batch", row.Batch);
        Append(text, "flex", row.Flex);
        Append(text, "priority", row.Priority);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Length];
    }

    private static void Append(StringBuilder text, string name, ServicePrice? service)
    {
        if (service is not null)
            Append(text, name, service.Rates, service.Tiers);
    }

    private static void Append(StringBuilder text, string name, Rates rates, IEnumerable<PriceTier> tiers)
    {
        Append(text, name, rates);
        foreach (var tier in tiers)
            Append(text, string.Create(CultureInfo.InvariantCulture, $"{name}>{tier.AboveInputTokens}"), tier.Rates);
    }

    private static void Append(StringBuilder text, string name, Rates rates)
    {
        text.Append('|').Append(name);
        foreach (var rate in (ReadOnlySpan<decimal?>)[rates.Input, rates.CacheRead, rates.CacheWrite5m, rates.CacheWrite1h, rates.AudioInput, rates.ImageInput, rates.Output, rates.Reasoning, rates.AudioOutput, rates.PerCall, rates.PerSearch])
            text.Append(CultureInfo.InvariantCulture, $",{rate:0.############}");
    }
}
