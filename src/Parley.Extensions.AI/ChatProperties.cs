using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI;

/// <summary>What stands in the additional properties of responses, and of the last update of a stream.</summary>
public static class ChatProperties
{
    /// <summary>What was lost, moved or made up for on the way to the backend and back: a list of <see cref="ConversionEntry"/>. Not there when all arrived as it was said.</summary>
    public const string Losses = "parley.losses";

    /// <summary>The id by which the log and the decisions know the request.</summary>
    public const string RequestId = "parley.request_id";

    /// <summary>Who answered: <c>backend/model</c>.</summary>
    public const string Target = "parley.target";

    /// <summary>The tier that served it, in the provider's words.</summary>
    public const string ServiceTier = "parley.service_tier";

    /// <summary>Log probabilities in OpenAI's shape, a JSON element; only where they were asked for.</summary>
    public const string Logprobs = "parley.logprobs";

    /// <summary>How all of them begin.</summary>
    internal const string Prefix = "parley.";

    /// <summary>What was lost of a request or an answer; empty when all arrived as it was said.</summary>
    public static IReadOnlyList<ConversionEntry> LossesOf(this ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.AdditionalProperties is { } properties && properties.TryGetValue(Losses, out var losses) ? losses as IReadOnlyList<ConversionEntry> ?? [] : [];
    }
}
