using System.Globalization;
using System.Text.Json;
using Parley.Configuration;

namespace Parley.Providers;

/// <summary>What a backend's own list says of a model. Null is unknown.</summary>
/// <param name="ContextWindow">The tokens of prompt and answer together, or of the prompt where the list says that.</param>
/// <param name="MaxOutput">The most tokens of an answer.</param>
/// <param name="Price">What it costs.</param>
internal sealed record ModelFacts(long? ContextWindow, long? MaxOutput, TokenPrice? Price)
{
    private const string List = "the provider's list";

    /// <summary>What it costs, in full.</summary>
    public PriceRow? PriceRow { get; init; } = Price is null ? null : PriceRow.Of(Price, List, PriceOrigin.ProviderList, List);

    /// <summary>What it costs.</summary>
    public TokenPrice? Price
    {
        get;
        init => (field, PriceRow) = (value, value is null ? null : PriceRow.Of(value, List, PriceOrigin.ProviderList, List));
    } = Price;

    /// <summary>The gigabytes of the model's file (Ollama: <c>size</c>).</summary>
    public double? SizeGB { get; init; }

    /// <summary>Nothing is known.</summary>
    public static ModelFacts None { get; } = new(null, null, null);

    /// <summary>OpenRouter, Together: <c>context_length</c>; Groq: <c>context_window</c>; Mistral: <c>max_context_length</c>; vLLM: <c>max_model_len</c>; Anthropic: <c>max_input_tokens</c>; Gemini: <c>inputTokenLimit</c>.</summary>
    private static readonly string[] Windows = ["context_length", "context_window", "max_context_length", "max_model_len", "max_input_tokens", "inputTokenLimit", "loaded_context_length"];

    private static readonly string[] Outputs = ["max_completion_tokens", "max_output_tokens", "outputTokenLimit", "max_tokens"];

    private static readonly string[] Sizes = ["size"];

    /// <summary>Reads an entry of a list.</summary>
    public static ModelFacts Of(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            return None;
        var output = First(entry, Outputs) ?? (entry.TryGetProperty("top_provider", out var provider) && provider.ValueKind == JsonValueKind.Object ? First(provider, Outputs) : null);
        var price = entry.TryGetProperty("pricing", out var pricing) ? PriceOf(pricing) : null;
        var facts = new ModelFacts(First(entry, Windows), output, price?.Summary) { SizeGB = First(entry, Sizes) / 1e9, PriceRow = price };
        return facts == None ? None : facts;
    }

    private static long? First(JsonElement entry, string[] names)
    {
        foreach (var name in names)
        {
            if (entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number > 0)
                return number;
        }
        return null;
    }

    /// <summary>OpenRouter and its imitators: US dollars for one token, as texts. Negative where the price depends on the route.</summary>
    private static PriceRow? PriceOf(JsonElement pricing) =>
        pricing.ValueKind == JsonValueKind.Object && PerMillion(pricing, "prompt") is { } input && PerMillion(pricing, "completion") is { } output
            ? PriceRow.Complete(new PriceRow
            {
                Id = List,
                Origin = PriceOrigin.ProviderList,
                Source = List,
                Rates = new Rates
                {
                    Input = input,
                    Output = output,
                    CacheRead = PerMillion(pricing, "input_cache_read"),
                    CacheWrite5m = PerMillion(pricing, "input_cache_write"),
                    Reasoning = PerMillion(pricing, "internal_reasoning") is > 0 and var thoughts ? thoughts : null,
                    PerCall = ForOne(pricing, "request") is > 0 and var call ? call : null,
                    PerSearch = ForOne(pricing, "web_search"),
                },
            })
            : null;

    private static decimal? PerMillion(JsonElement pricing, string name) => ForOne(pricing, name) is < 1 and var price ? price * 1_000_000m / 1.0000000000000000000000000000m : null;

    private static decimal? ForOne(JsonElement pricing, string name) =>
        pricing.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var price) && price >= 0 ? price : null;
}
