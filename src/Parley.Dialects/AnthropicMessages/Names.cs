using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>The words of the dialect that more than one file needs, and the table of what becomes of each member.</summary>
/// <remarks>
/// Source of the wire rules: Anthropic's API reference (Messages, Streaming, Errors) and the recorded behaviour of the service.
/// <code>
/// wire                                   conversation                              lost on the way to other dialects
/// model, max_tokens, stream              Model, MaxTokens, Stream                  -
/// system (string or blocks)              Message(System) first, one part a block   -
/// messages[].role user|assistant|system  Role                                      -
///   user message with tool results       Message(Tool), Message(User) Continues    -
/// text                                   TextPart                                  -
///   citations[]                          Citation, Native                          what a URL, a title and a quotation do not say
/// image, document                        MediaPart                                 context, citations.enabled false
///   source base64|url|file|text          MediaSource                               file
///   source content                       MediaSource.PlainText, Extras source      images within
/// tool_use                               ToolCallPart                              caller
/// tool_result                            ToolResultPart                            tool references, search results
/// thinking, redacted_thinking            ReasoningPart, Signature, RedactedData    everything: only its signer may read it again
/// any other block                        OpaquePart                                everything
/// cache_control                          Part.Cache, ToolSpec.Cache                where the target has no cache points
/// temperature, top_p, top_k              Sampling                                  -
/// stop_sequences                         StopSequences                             -
/// tools[] without type, or custom        ToolSpec, its type as a spelling          defer_loading and the like
/// tools[] of any other type              ToolSpec.Native                           everything
/// tool_choice.type                       ToolChoice                                -
/// tool_choice.disable_parallel_tool_use  ParallelToolCalls, negated                -
/// thinking.type enabled|disabled         Reasoning.Enabled                         -
/// thinking.type adaptive                 Reasoning.Enabled, BudgetTokens -1        -
/// thinking.budget_tokens, .display       Reasoning.BudgetTokens, IncludeThoughts   -
/// output_config.effort                   Reasoning.Effort                          -
/// output_config.format, output_format    ResponseFormat, the older as a spelling   -
/// metadata.user_id                       User                                      -
/// service_tier                           ServiceTier                               -
/// anthropic-version, anthropic-beta      DialectHeaders                            everything
/// any other member                       Extras                                    everything
/// stop_reason                            Finish, see FinishWords
/// stop_sequence                          Finish.StopSequence
/// usage                                  Usage, see UsageFields
/// </code>
/// </remarks>
internal static class Names
{
    public const string Dialect = DialectNames.AnthropicMessages;

    public const string VersionHeader = "anthropic-version";

    public const string BetaHeader = Betas.Header;

    /// <summary>The only version that all upstreams of this dialect know; newer ones come from callers.</summary>
    public const string Version = "2023-06-01";

    public const string RequestIdHeader = "request-id";

    /// <summary>The path below a base address that ends in <c>/v1</c>.</summary>
    public const string Path = "messages";

    public const string ServerSentEvents = "text/event-stream; charset=utf-8";

    public const string JsonSchema = "json_schema";

    public const string OutputFormat = "output_format";

    public const string OutputConfig = "output_config";

    public const string Metadata = "metadata";

    public const string Source = "source";

    public const string PlainText = "text/plain";

    public const string Pdf = "application/pdf";

    /// <summary>An empty JSON object.</summary>
    public static RawJson EmptyObject { get; } = RawJson.Parse("{}");
}
