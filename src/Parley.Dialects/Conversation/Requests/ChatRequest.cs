using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>A request for a chat completion, in no dialect. Immutable. Texts are slices of the body that it was read from.</summary>
public sealed record ChatRequest : ModelRequest
{
    /// <summary>A question of one sentence.</summary>
    /// <param name="model">The model.</param>
    /// <param name="text">What the user says.</param>
    public static ChatRequest Of(string model, string text) => new() { Model = model, Messages = [Message.User(text)] };

    /// <summary>All messages, system prompts among them at the place where they stood (a separate system member stands first).</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    /// <summary>True when the answer is to be streamed.</summary>
    public bool Stream { get; init; }

    /// <summary>What the caller wants of the stream.</summary>
    public StreamOptions StreamOptions { get; init; } = StreamOptions.None;

    /// <summary>The most tokens to write, thoughts included where the dialect counts them so; null for the model's own limit.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>How to draw the next token.</summary>
    public Sampling Sampling { get; init; } = Sampling.Default;

    /// <summary>Texts at which to stop.</summary>
    public IReadOnlyList<JsonText> StopSequences { get; init; } = [];

    /// <summary>Tools that the model may ask for.</summary>
    public IReadOnlyList<ToolSpec> Tools { get; init; } = [];

    /// <summary>Whether and which tools to use; null when not said.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Whether several tools may be asked for in one turn; null when not said.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>The form of the answer; null for free text.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>How much to think; null when not said.</summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>The end user, for abuse tracking (OpenAI <c>user</c>, Anthropic <c>metadata.user_id</c>).</summary>
    public string? User { get; init; }

    /// <summary>OpenAI's newer member for the end user, <c>safety_identifier</c>; see <see cref="EndUser"/>.</summary>
    public string? SafetyIdentifier { get; init; }

    /// <summary>The end user under whichever name, for dialects that know only one.</summary>
    public string? EndUser => User ?? SafetyIdentifier;

    /// <summary>Free key-value pairs (OpenAI <c>metadata</c>), as a JSON object; absent when not said.</summary>
    public RawJson Metadata { get; init; }

    /// <summary>The service tier as the wire names it: <c>auto</c>, <c>default</c>, <c>flex</c>, <c>priority</c>, <c>standard_only</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>Whether the provider keeps the answer for later; null when not said.</summary>
    public bool? Store { get; init; }

    /// <summary>How many words to make: <c>low</c>, <c>medium</c>, <c>high</c>; null when not said.</summary>
    public string? Verbosity { get; init; }

    /// <summary>What requests with the same beginning have in common, for the provider's prompt cache.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary>How long the prompt cache is to hold: <c>in_memory</c>, <c>24h</c>; null when not said.</summary>
    public string? PromptCacheRetention { get; init; }

    /// <summary>Headers of the dialect that change the answer and belong to the request: <c>anthropic-beta</c>. Written again by the same dialect only.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DialectHeaders { get; init; } = [];
}
