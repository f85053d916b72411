namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// The mapping of OpenAI's responses to the conversation (openai-openapi, <c>CreateResponse</c>, <c>Response</c>, <c>ResponseStreamEvent</c>).
/// </summary>
/// <remarks>
/// <para>Request: <c>instructions</c> = a system message, first; <c>input</c> = Messages; <c>max_output_tokens</c> = MaxTokens; <c>temperature</c>, <c>top_p</c>, <c>top_logprobs</c>,
/// <c>include: message.output_text.logprobs</c> = Sampling; <c>tools</c> = Tools, those that the provider runs whole, <c>custom</c> and <c>namespace</c> whole and as the functions that stand for them elsewhere; <c>tool_choice</c>, <c>parallel_tool_calls</c>; <c>text.format</c> = ResponseFormat; <c>reasoning</c> = Reasoning,
/// a wish for a summary is one for thoughts; <c>user</c>, <c>safety_identifier</c>, <c>metadata</c>, <c>service_tier</c>, <c>store</c>, <c>prompt_cache_key</c>, <c>prompt_cache_retention</c>, <c>text.verbosity</c>, <c>stream</c> by name.
/// Everything else (<c>previous_response_id</c>, <c>conversation</c>, <c>include</c>, <c>truncation</c>, <c>background</c>, <c>prompt</c>, <c>max_tool_calls</c> ...) = Extras: kept here, lost elsewhere, unless it says what is so anyway.</para>
/// <para>Items: what the assistant says without another in between is one message, whose first part of each item carries the item's own members; <c>message</c> = text, refusal and media parts; <c>reasoning</c> = ReasoningPart, its
/// <c>encrypted_content</c> the Signature; <c>function_call</c>, <c>custom_tool_call</c> = ToolCallPart, whose id is the <c>call_id</c>; their outputs = ToolResultPart; <c>image_generation_call</c> in a reply = an image. All others
/// (<c>item_reference</c>, <c>web_search_call</c>, <c>mcp_call</c> ...) = OpaquePart.</para>
/// <para>Reply: <c>status</c> and <c>incomplete_details.reason</c> = Finish; a <c>failed</c> response is a fault; <c>usage</c>; members that only repeat the request are spellings, nothing is lost with them.
/// Padding (<c>obfuscation</c>) and events that tell the progress of the provider's own tools are dropped.</para>
/// </remarks>
internal static class Names
{
    /// <summary>The dialect.</summary>
    public const string Dialect = DialectNames.OpenAIResponses;
}

/// <summary>Spellings that are noted in Extras and written again.</summary>
internal static class Spelling
{
    public const string Item = "item";
    public const string Namespace = "namespace";
    public const string LocalName = "name";
    public const string Type = "type";
    public const string Id = "id";
    public const string Status = "status";
    public const string EmptyContent = "content";
    public const string PartType = "part";
    public const string Annotations = "annotations";
    public const string Logprobs = "logprobs";
    public const string Summary = "summary";
    public const string Thought = "reasoning_text";
    public const string Border = "border";
    public const string Image = "image_generation_call";
    public const string CustomOutput = "custom_tool_call_output";
    public const string EmptyOutput = "output";
    public const string TypedItem = "typed_item";
    public const string TypedTool = "typed_tool";
    public const string Instructions = "instructions";
    public const string BareInput = "input";
    public const string NoTools = "tools";
    public const string NotStreaming = "stream";
    public const string Bare = "bare";
    public const string EmptyDescription = "description";
    public const string InputDetails = "input_tokens_details";
    public const string OutputDetails = "output_tokens_details";
}
