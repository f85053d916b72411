using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Chat;

/// <summary>Members of a request for which the abstractions have no option, by their names on the wire in <see cref="ChatOptions.AdditionalProperties"/>. Other names are recorded as lost.</summary>
internal static class MoreMembers
{
    /// <summary>The names that are known.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    private static readonly Dictionary<string, Func<ChatRequest, object, ChatRequest?>> Known = new(StringComparer.Ordinal)
    {
        ["user"] = static (request, value) => TextOf(value) is { } text ? request with { User = text } : null,
        ["safety_identifier"] = static (request, value) => TextOf(value) is { } text ? request with { SafetyIdentifier = text } : null,
        ["service_tier"] = static (request, value) => TextOf(value) is { } text ? request with { ServiceTier = text } : null,
        ["verbosity"] = static (request, value) => TextOf(value) is { } text ? request with { Verbosity = text } : null,
        ["prompt_cache_key"] = static (request, value) => TextOf(value) is { } text ? request with { PromptCacheKey = text } : null,
        ["prompt_cache_retention"] = static (request, value) => TextOf(value) is { } text ? request with { PromptCacheRetention = text } : null,
        ["reasoning_budget"] = static (request, value) => WholeOf(value) is { } tokens ? request with { Reasoning = (request.Reasoning ?? new()) with { BudgetTokens = tokens } } : null,
        ["store"] = static (request, value) => FlagOf(value) is { } flag ? request with { Store = flag } : null,
        ["logprobs"] = static (request, value) => FlagOf(value) is { } flag ? request with { Sampling = request.Sampling with { Logprobs = flag } } : null,
        ["top_logprobs"] = static (request, value) => WholeOf(value) is { } count ? request with { Sampling = request.Sampling with { TopLogprobs = count } } : null,
        ["n"] = static (request, value) => WholeOf(value) is { } count ? request with { Sampling = request.Sampling with { Choices = count } } : null,
        ["min_p"] = static (request, value) => NumberOf(value) is { } number ? request with { Sampling = request.Sampling with { MinP = number } } : null,
        ["repetition_penalty"] = static (request, value) => NumberOf(value) is { } number ? request with { Sampling = request.Sampling with { RepetitionPenalty = number } } : null,
        ["metadata"] = static (request, value) => JsonValues.Of(value, out _) is { Kind: JsonValueKind.Object } json ? request with { Metadata = json } : null,
        ["logit_bias"] = static (request, value) => JsonValues.Of(value, out _) is { Kind: JsonValueKind.Object } json ? request with { Sampling = request.Sampling with { LogitBias = json } } : null,
        // Read where the form of the answer is.
        [ToolSpecs.Strict] = static (request, _) => request,
    };

    /// <summary>The request with what is known.</summary>
    public static ChatRequest Fill(ChatRequest request, AdditionalPropertiesDictionary properties, ConversionLog log)
    {
        foreach (var (name, value) in properties)
        {
            if (value is not null && Known.TryGetValue(name, out var put) && put(request, value) is { } filled)
                request = filled;
            else if (value is not null)
                log.Dropped($"options.AdditionalProperties[{name}]", value.ToString());
        }
        return request;
    }

    private static string? TextOf(object value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    /// <summary>A value that is true or false; null for others.</summary>
    public static bool? FlagOf(object? value) => value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True } => true,
        JsonElement { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    private static int? WholeOf(object value) => value switch
    {
        int number => number,
        long number when number == (int)number => (int)number,
        JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetInt32(out var number) => number,
        _ => null,
    };

    private static double? NumberOf(object value) => value switch
    {
        float number => Numbers.Widen(number),
        double or decimal or int or long => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
        _ => null,
    };
}
