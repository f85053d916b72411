using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>A request for a chat completion, in no dialect. Immutable. Texts are slices of the body that it was read from.</summary>
public sealed record ChatRequest
{
    /// <summary>The model as the caller named it; the engine puts the target's name here before it is written.</summary>
    public required string Model { get; init; }

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

    /// <summary>The end user, for abuse tracking (OpenAI <c>user</c> / <c>safety_identifier</c>, Anthropic <c>metadata.user_id</c>).</summary>
    public string? User { get; init; }

    /// <summary>Free key-value pairs (OpenAI <c>metadata</c>), as a JSON object; absent when not said.</summary>
    public RawJson Metadata { get; init; }

    /// <summary>The service tier as the wire names it: <c>auto</c>, <c>default</c>, <c>flex</c>, <c>priority</c>, <c>standard_only</c>.</summary>
    public string? ServiceTier { get; init; }

    /// <summary>The dialect that read the request; empty when it was built in code.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Headers of the dialect that change the answer and belong to the request: <c>anthropic-beta</c>. Written again by the same dialect only.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> DialectHeaders { get; init; } = [];

    /// <summary>Unknown members of the request.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>Who speaks.</summary>
public enum Role
{
    /// <summary>The operator's instructions.</summary>
    System,

    /// <summary>The developer's instructions (OpenAI's newer name for system).</summary>
    Developer,

    /// <summary>The person.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>Tools: the message holds <see cref="ToolResultPart"/>s.</summary>
    Tool,
}

/// <summary>One message.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Parts">What is said, in order.</param>
public sealed record Message(Role Role, IReadOnlyList<Part> Parts)
{
    /// <summary>A name that tells speakers of one role apart.</summary>
    public string? Name { get; init; }

    /// <summary>True when the wire had this message and the one before it as one: Anthropic's user message that holds tool results and text.</summary>
    public bool Continues { get; init; }

    /// <summary>Unknown members of the message.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>How to draw the next token. Null is the provider's default, never zero.</summary>
public sealed record Sampling
{
    /// <summary>Nothing said.</summary>
    public static Sampling Default { get; } = new();

    /// <summary>0 to 2 (Anthropic: 0 to 1).</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>A count of tokens.</summary>
    public int? TopK { get; init; }

    /// <summary>0 to 1, relative to the likeliest token.</summary>
    public double? MinP { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>1 is neutral.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>For repeatable answers.</summary>
    public long? Seed { get; init; }

    /// <summary>Token id to bias, as a JSON object.</summary>
    public RawJson LogitBias { get; init; }

    /// <summary>Whether to report log probabilities.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many alternatives to report for each token.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>How many answers to write.</summary>
    public int? Choices { get; init; }
}

/// <summary>What the caller wants of a stream.</summary>
/// <param name="IncludeUsage">Whether a chunk with the usage is to be sent (OpenAI <c>stream_options.include_usage</c>). Dialects that always send usage ignore it.</param>
public sealed record StreamOptions(bool IncludeUsage = false)
{
    /// <summary>Nothing asked.</summary>
    public static StreamOptions None { get; } = new();

    /// <summary>
    /// The engine's estimate of the prompt in tokens, for dialects whose first event must say it; corrected by the last one. 0 when there is none.
    /// </summary>
    public int EstimatedInputTokens { get; init; }

    /// <summary>The model name to show when the upstream does not say one.</summary>
    public string? Model { get; init; }

    /// <summary>An id for the reply when the upstream has none; made by the engine once for each exchange.</summary>
    public string? ReplyId { get; init; }

    /// <summary>The time of the reply for dialects that show it, in Unix seconds; taken from the engine's clock.</summary>
    public long Created { get; init; }

    /// <summary>How the dialect's stream is to be framed where it knows two ways (Gemini: SSE or JSON array); null for its default.</summary>
    public StreamFraming? Framing { get; init; }

    /// <summary>True when enumerations are to be written as their numbers (Gemini <c>$alt=json;enum-encoding=int</c>).</summary>
    public bool EnumsAsNumbers { get; init; }
}

/// <summary>A tool that the model may ask for.</summary>
/// <param name="Name">The tool's name.</param>
public sealed record ToolSpec(string Name)
{
    /// <summary>What it is for.</summary>
    public JsonText Description { get; init; }

    /// <summary>The JSON Schema of the arguments; absent when it takes none.</summary>
    public RawJson Schema { get; init; }

    /// <summary>Whether arguments must follow the schema to the letter; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>A prompt-cache breakpoint behind this tool.</summary>
    public CacheHint? Cache { get; init; }

    /// <summary>
    /// For tools that the provider itself runs and for kinds that only one dialect has (web search, code execution, custom grammars): the whole declaration; absent for functions.
    /// Such a tool passes whole within <see cref="Dialect"/> and is dropped, with a record, elsewhere.
    /// </summary>
    public RawJson Native { get; init; }

    /// <summary>The dialect of <see cref="Native"/>; empty for functions.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>Unknown members of the tool.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>Whether and which tools to use.</summary>
/// <param name="Mode">The mode.</param>
/// <param name="Names">The tools meant by <see cref="ToolChoiceMode.Named"/> (one, except where a dialect can name several).</param>
public sealed record ToolChoice(ToolChoiceMode Mode, params IReadOnlyList<string> Names)
{
    /// <summary>The whole member where only its own dialect can say it (OpenAI <c>allowed_tools</c>); absent otherwise.</summary>
    public RawJson Native { get; init; }

    /// <summary>The dialect of <see cref="Native"/>.</summary>
    public string Dialect { get; init; } = "";
}

/// <summary>Whether to use tools.</summary>
public enum ToolChoiceMode
{
    /// <summary>The model decides.</summary>
    Auto,

    /// <summary>No tool.</summary>
    None,

    /// <summary>At least one tool.</summary>
    Required,

    /// <summary>The named tool.</summary>
    Named,
}

/// <summary>The form of the answer.</summary>
/// <param name="Kind">Which form.</param>
public sealed record ResponseFormat(ResponseFormatKind Kind)
{
    /// <summary>The JSON Schema; absent unless <see cref="Kind"/> is <see cref="ResponseFormatKind.JsonSchema"/>.</summary>
    public RawJson Schema { get; init; }

    /// <summary>The schema's name.</summary>
    public string? Name { get; init; }

    /// <summary>What the schema is for.</summary>
    public JsonText Description { get; init; }

    /// <summary>Whether the answer must follow the schema to the letter; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>Unknown members.</summary>
    public Extras? Extras { get; init; }
}

/// <summary>The forms of an answer.</summary>
public enum ResponseFormatKind
{
    /// <summary>Free text, said explicitly.</summary>
    Text,

    /// <summary>Some JSON object.</summary>
    JsonObject,

    /// <summary>JSON after a schema.</summary>
    JsonSchema,
}

/// <summary>How much to think.</summary>
public sealed record ReasoningOptions
{
    /// <summary>False to switch thinking off, true to switch it on; null when only an effort or a budget is said.</summary>
    public bool? Enabled { get; init; }

    /// <summary><c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>; null when not said.</summary>
    public string? Effort { get; init; }

    /// <summary>The most tokens to think; -1 leaves it to the model (Gemini's dynamic, Anthropic's adaptive); null when not said.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>Whether the thoughts are to be shown; null when not said.</summary>
    public bool? IncludeThoughts { get; init; }

    /// <summary>Unknown members.</summary>
    public Extras? Extras { get; init; }
}
