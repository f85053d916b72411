using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Extensions.AI.Chat;

namespace Parley.Extensions.AI.Backends;

/// <summary>Members of a request that chat options have no option for. They stand in the additional properties, which a client may send on or not.</summary>
internal static class ClientMembers
{
    /// <summary>Puts them there, and records them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">The options.</param>
    /// <param name="arrive">Whether the client sends them on.</param>
    /// <param name="log">Takes them as lost, or as moved where they arrive.</param>
    public static void Put(ChatRequest request, ChatOptions options, bool arrive, ConversionLog log)
    {
        var sampling = request.Sampling;
        Put("user", request.User);
        Put("safety_identifier", request.SafetyIdentifier);
        Put("metadata", Json(request.Metadata));
        Put("service_tier", request.ServiceTier);
        Put("store", request.Store);
        Put("verbosity", request.Verbosity);
        Put("prompt_cache_key", request.PromptCacheKey);
        Put("prompt_cache_retention", request.PromptCacheRetention);
        Put("min_p", sampling.MinP);
        Put("repetition_penalty", sampling.RepetitionPenalty);
        Put("logit_bias", Json(sampling.LogitBias));
        Put("logprobs", sampling.Logprobs);
        Put("top_logprobs", sampling.TopLogprobs);
        Put("n", sampling.Choices is > 1 ? sampling.Choices : null);
        Put(ToolSpecs.Strict, request.ResponseFormat?.Strict, "response_format.strict");
        request.Extras.Record(log, "");
        foreach (var (name, value) in request.DialectHeaders)
            log.Dropped(name, value);

        void Put(string name, object? value, string? place = null)
        {
            if (value is null)
                return;
            (options.AdditionalProperties ??= [])[name] = value;
            if (arrive)
                log.Moved(place ?? name, $"AdditionalProperties[{name}]");
            else
                log.Dropped(place ?? name, value.ToString());
        }
    }

    private static object? Json(RawJson json) => json.IsAbsent ? null : JsonElement.Parse(json.Utf8.Span);
}
