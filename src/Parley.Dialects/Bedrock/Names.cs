using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>The words of the dialect that more than one file needs, and the table of what becomes of each member.</summary>
/// <remarks>
/// Source of the wire rules: Amazon Bedrock's API reference (Converse, ConverseStream, Common Errors), its user guide (inference parameters, prompt caching, structured outputs)
/// and the recorded behaviour of the service.
/// <code>
/// wire                                   conversation                              lost on the way to other dialects
/// path /model/{id}/converse[-stream]     Model, Stream                             -
/// system[]                               Message(System) first, one part a block   -
/// messages[].role user|assistant         Role                                      -
///   user message with tool results       Message(Tool), Message(User) Continues    -
/// text                                   TextPart                                  -
/// guardContent                           TextPart or MediaPart, Extras             the mark for the guardrail
/// citationsContent                       TextPart with Citations, Native           what a URL, a title and a quotation do not say
/// image, document, video, audio          MediaPart                                 context
///   source bytes|text|content            MediaSource.Base64, PlainText             images within content
///   source s3Location                    MediaSource.FileId                        everything
/// toolUse                                ToolCallPart                              type
///   of type server_tool_use              OpaquePart                                everything
/// toolResult                             ToolResultPart                            searchResult
///   content json                         ToolResultPart.Json, TextPart             -
///   with a type, or of a reply           OpaquePart                                everything
/// reasoningContent                       ReasoningPart, Signature, RedactedData    everything: only its signer may read it again
/// cachePoint                             Part.Cache, ToolSpec.Cache                where the target has no cache points
/// any other block                        OpaquePart                                everything
/// inferenceConfig                        MaxTokens, Sampling, StopSequences        -
/// toolConfig.tools[].toolSpec            ToolSpec                                  -
/// toolConfig.tools[].systemTool          ToolSpec.Native                           everything
/// toolConfig.toolChoice                  ToolChoice                                -
/// outputConfig.textFormat                ResponseFormat                            -
/// serviceTier.type                       ServiceTier                               -
/// additionalModelRequestFields           Reasoning, Sampling.TopK, see AdditionalFields; the whole as a spelling
/// any other member                       Extras                                    everything
/// output.message.content                 Choice.Parts
/// stopReason                             Finish, see FinishWords
/// usage                                  Usage, see UsageFields
/// metrics, trace, additionalModelResponseFields and the like     Extras            everything
/// p (padding of events)                  -                                         passed over
/// </code>
/// </remarks>
internal static class Names
{
    public const string Dialect = DialectNames.BedrockConverse;

    public const string AdditionalFields = "additionalModelRequestFields";

    public const string InferenceConfig = "inferenceConfig";

    public const string ToolConfig = "toolConfig";

    public const string OutputConfig = "outputConfig";

    public const string GuardContent = "guardContent";

    public const string CitationsContent = "citationsContent";

    public const string CachePoint = "cachePoint";

    public const string Source = "source";

    public const string ErrorTypeHeader = "x-amzn-errortype";

    public const string RequestIdHeader = "x-amzn-requestid";

    public const string EventStream = "application/vnd.amazon.eventstream";

    /// <summary>An empty JSON object.</summary>
    public static RawJson EmptyObject { get; } = RawJson.Parse("{}");
}
