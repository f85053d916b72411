namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// The mapping of OpenAI's chat completions to the conversation.
/// </summary>
/// <remarks>
/// <para>Request: <c>max_tokens</c>, <c>max_completion_tokens</c> = MaxTokens (the spelling is noted); <c>temperature</c>, <c>top_p</c>, <c>top_k</c>, <c>min_p</c>, penalties, <c>seed</c> / <c>random_seed</c>,
/// <c>logit_bias</c>, <c>logprobs</c>, <c>top_logprobs</c>, <c>n</c> = Sampling; <c>stop</c> = StopSequences; <c>tools</c> and the older <c>functions</c> = Tools; <c>tool_choice</c> and the older <c>function_call</c> = ToolChoice;
/// <c>response_format</c> = ResponseFormat; <c>reasoning_effort</c>, <c>reasoning</c> (OpenRouter), <c>thinking</c> (DeepSeek, z.ai) = Reasoning; <c>user</c>, <c>safety_identifier</c>,
/// <c>metadata</c>, <c>service_tier</c>, <c>store</c>, <c>verbosity</c>, <c>prompt_cache_key</c>, <c>prompt_cache_retention</c>, <c>parallel_tool_calls</c>, <c>stream</c>, <c>stream_options</c> by name. Everything else (<c>modalities</c>, <c>audio</c>, <c>prediction</c>,
/// <c>web_search_options</c> ...) = Extras: kept here, lost elsewhere.</para>
/// <para>Message: <c>content</c> = text and media parts; <c>reasoning_content</c> / <c>reasoning</c> = ReasoningPart, before the content; <c>refusal</c> = RefusalPart; <c>tool_calls</c>, <c>function_call</c> = ToolCallPart, last;
/// role <c>tool</c> and the older <c>function</c> = ToolResultPart; <c>annotations</c> = Citation; <c>cache_control</c> = CacheHint. Unknown parts are OpaqueParts; unknown members are Extras.</para>
/// <para>Members of an object within an object (<c>function.x</c>, <c>json_schema.x</c>, <c>image_url.x</c>) ride in the Extras of the outer one under the name with a point.</para>
/// <para>Reply: <c>id</c>, <c>model</c>, <c>created</c>, <c>service_tier</c>, <c>choices</c>, <c>usage</c>; content of other kinds than a string (Mistral's thinking chunks, Cloudflare's objects) is written as a string and <c>reasoning_content</c>.
/// Padding (<c>obfuscation</c>, <c>p</c>) is dropped in silence.</para>
/// </remarks>
internal static class Names
{
    /// <summary>The dialect.</summary>
    public const string Dialect = DialectNames.OpenAIChat;
}

/// <summary>Spellings that are noted in Extras and written again.</summary>
internal static class Spelling
{
    public const string MaxCompletionTokens = "max_completion_tokens";
    public const string BareStop = "stop";
    public const string NotStreaming = "stream";
    public const string RandomSeed = "random_seed";
    public const string Functions = "functions";
    public const string FunctionCall = "function_call";
    public const string FunctionRole = "function";
    public const string NoTools = "tools";
    public const string Effort = "reasoning_effort";
    public const string Thinking = "thinking";
    public const string Reasoning = "reasoning";
    public const string ReasoningContent = "reasoning_content";
    public const string EmptyContent = "content";
    public const string EmptyDescription = "description";
    public const string MessageCache = "cache_control";
    public const string RefusalInContent = "refusal";
    public const string Bare = "bare";
    public const string DocumentUrl = "document_url";
    public const string VideoUrl = "video_url";
    public const string Transcript = "transcript";
    public const string PromptDetails = "prompt_tokens_details";
    public const string ImpossibleDetails = "impossible_details";
    public const string CompletionDetails = "completion_tokens_details";
}
