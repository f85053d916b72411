namespace Parley.Dialects.Cohere;

/// <summary>The words of Cohere's wire that several files share.</summary>
/// <remarks>
/// <para>Sources: the API reference of <c>POST /v2/chat</c> (docs.cohere.com/reference/chat, chat-stream), the types of the official TypeScript SDK (<c>cohere-ai</c> 8). The mapping, request side:</para>
/// <list type="table">
/// <item><term>model, stream, max_tokens, stop_sequences (5 at most)</term><description>Model, Stream, MaxTokens, StopSequences</description></item>
/// <item><term>temperature, seed, k, p, frequency_penalty, presence_penalty, logprobs</term><description>Sampling; other dialects' wider ranges are clamped</description></item>
/// <item><term>messages[].role, content</term><description>Role, TextPart; a developer's message becomes a system message</description></item>
/// <item><term>content[].image_url.url, detail</term><description>MediaPart; sound, film, files and documents that are not plain text are dropped</description></item>
/// <item><term>content[].thinking</term><description>ReasoningPart; signed or redacted thoughts of others are dropped</description></item>
/// <item><term>messages[].tool_plan</term><description>ReasoningPart, spelled as a plan</description></item>
/// <item><term>messages[].tool_calls</term><description>ToolCallPart; free text of a custom tool becomes the one member of an object</description></item>
/// <item><term>messages[].tool_call_id, content, content[].document</term><description>ToolResultPart; a document's data are its text; images follow in a user message</description></item>
/// <item><term>messages[].citations</term><description>TextPart.Citations</description></item>
/// <item><term>tools[].function.name, description, parameters; strict_tools</term><description>ToolSpec; Strict of all tools alike</description></item>
/// <item><term>tool_choice: REQUIRED | NONE</term><description>ToolChoice; a named tool is the only one offered</description></item>
/// <item><term>documents</term><description>MediaParts of plain text before the last user message, which other dialects read as documents</description></item>
/// <item><term>response_format: json_object, json_schema</term><description>ResponseFormat; name and description are dropped; beside tools or documents it is asked for in words</description></item>
/// <item><term>thinking.type, token_budget</term><description>Reasoning.Enabled, BudgetTokens; an effort becomes a budget</description></item>
/// <item><term>citation_options, safety_mode, priority</term><description>Extras</description></item>
/// <item><term>(none)</term><description>ParallelToolCalls, MinP, RepetitionPenalty, LogitBias, TopLogprobs, n, User, Metadata, ServiceTier, names, cache marks are dropped</description></item>
/// </list>
/// <para>The reply side:</para>
/// <list type="table">
/// <item><term>id</term><description>Id; there is neither model nor time</description></item>
/// <item><term>message.content, tool_plan, tool_calls, citations</term><description>parts in this order; a source beside the first of a citation is a Citation of its own</description></item>
/// <item><term>finish_reason</term><description>Finish, see <see cref="FinishWords"/></description></item>
/// <item><term>usage.tokens, cached_tokens</term><description>Usage; billed_units are Usage.Extras</description></item>
/// <item><term>logprobs</term><description>Logprobs.content; the ids of the tokens ride in each element</description></item>
/// <item><term>prompt / debug event</term><description>ReplyExtras</description></item>
/// <item><term>message-end with error</term><description>Fault</description></item>
/// <item><term>(none)</term><description>signatures, redacted thoughts, media, further choices and opaque blocks are dropped; a refusal becomes text</description></item>
/// </list>
/// </remarks>
internal static class Names
{
    /// <summary>The dialect.</summary>
    public const string Dialect = DialectNames.Cohere;

    /// <summary>Below the base address.</summary>
    public const string ChatPath = "chat";

    /// <summary>Marks extras that stand inside a tool's or a call's <c>function</c>.</summary>
    public const string FunctionPrefix = "function.";

    /// <summary>Marks extras that stand inside a part's <c>image_url</c>.</summary>
    public const string ImagePrefix = "image_url.";
}

/// <summary>Spellings that are noted in Extras and written again.</summary>
internal static class Spelling
{
    /// <summary>On a thought: it is the <c>tool_plan</c>. Its value says nothing.</summary>
    public const string Plan = "tool_plan";

    /// <summary>On a part: the element of the request's <c>documents</c> that it was.</summary>
    public const string RequestDocument = "documents";

    /// <summary>On a part: the <c>document</c> part that it was.</summary>
    public const string Document = "document";

    /// <summary>On the usage: the whole object.</summary>
    public const string Usage = "usage";

    /// <summary>On the request: <c>strict_tools</c> as it was said.</summary>
    public const string StrictTools = "strict_tools";

    /// <summary>On the request: it said that it does not stream.</summary>
    public const string NotStreaming = "stream";
}
