namespace Parley.Dialects.Ollama;

/// <summary>Which of the two operations is spoken.</summary>
internal enum OllamaRoute
{
    /// <summary><c>/api/chat</c>: messages in, one message out.</summary>
    Chat,

    /// <summary><c>/api/generate</c>: one prompt in, one text out.</summary>
    Generate,
}

/// <summary>The words of Ollama's wire that several files share.</summary>
/// <remarks>
/// <para>Sources: Ollama's <c>api/types.go</c>, <c>docs/api.md</c>, <c>docs/openapi.yaml</c>. The mapping, request side:</para>
/// <list type="table">
/// <item><term>model, stream (true when absent)</term><description>Model, Stream</description></item>
/// <item><term>messages[].role, content</term><description>Role, TextPart; several texts of one message are joined</description></item>
/// <item><term>messages[].thinking</term><description>ReasoningPart; signed or redacted thoughts of others are dropped</description></item>
/// <item><term>messages[].images, images</term><description>MediaPart with bytes, before the text; addresses, files, sound, film are dropped</description></item>
/// <item><term>messages[].tool_calls[].id, function.name, function.arguments</term><description>ToolCallPart; an id is invented where there is none</description></item>
/// <item><term>messages[].tool_call_id, tool_name</term><description>ToolResultPart, paired by id, else by name and order; an error flag is dropped</description></item>
/// <item><term>tools[].function.name, description, parameters</term><description>ToolSpec; strict is dropped, tools of other kinds too</description></item>
/// <item><term>format: "json" | schema</term><description>ResponseFormat; the schema's name and description are dropped</description></item>
/// <item><term>think: true | false | level</term><description>Reasoning.Enabled, Effort; a budget becomes true</description></item>
/// <item><term>options.temperature, top_p, top_k, min_p, seed, stop, num_predict, repeat_penalty, presence_penalty, frequency_penalty</term>
/// <description>Sampling, StopSequences, MaxTokens (a num_predict of -1 or -2 stays an extra)</description></item>
/// <item><term>other options</term><description>Extras named <c>options.num_ctx</c> and so on; never invented</description></item>
/// <item><term>logprobs, top_logprobs</term><description>Sampling.Logprobs, TopLogprobs</description></item>
/// <item><term>prompt, system (generate)</term><description>a user and a system message</description></item>
/// <item><term>keep_alive, truncate, shift, suffix, template, raw, context</term><description>Extras</description></item>
/// <item><term>(none)</term><description>ToolChoice none leaves the tools out, other choices are dropped; ParallelToolCalls, LogitBias, n, User, Metadata, ServiceTier, names, cache marks are dropped</description></item>
/// </list>
/// <para>The reply side:</para>
/// <list type="table">
/// <item><term>model, created_at</term><description>Model, Created in whole seconds; the spelling of the last line rides in Usage.Extras as a spelling, the other lines of a stream carry the beginning</description></item>
/// <item><term>message.content / response</term><description>TextPart; a refusal becomes text</description></item>
/// <item><term>message.thinking / thinking</term><description>ReasoningPart</description></item>
/// <item><term>message.tool_calls / tool_calls</term><description>ToolCallPart, arguments as an object; always whole and with an id when written</description></item>
/// <item><term>message.images</term><description>MediaPart with bytes (chat)</description></item>
/// <item><term>done_reason</term><description>Finish, see <see cref="FinishWords"/></description></item>
/// <item><term>prompt_eval_count, eval_count</term><description>Usage.Input, Usage.Output; all buckets of others are summed</description></item>
/// <item><term>*_duration</term><description>Usage.Extras; 0 when unknown</description></item>
/// <item><term>logprobs</term><description>Logprobs.content</description></item>
/// <item><term>context, other members</term><description>Choice.Extras, Reply.Extras; members of the message are named <c>message.x</c></description></item>
/// <item><term>(none)</term><description>signatures, redacted thoughts, citations, further choices and opaque blocks are dropped</description></item>
/// </list>
/// </remarks>
internal static class OllamaNames
{
    /// <summary>Where chats are posted.</summary>
    public const string ChatPath = "api/chat";

    /// <summary>Where prompts are posted.</summary>
    public const string GeneratePath = "api/generate";

    /// <summary>The path of embeddings.</summary>
    public const string EmbeddingPath = "api/embed";

    /// <summary>The path of embeddings of older clients.</summary>
    public const string OldEmbeddingPath = "api/embeddings";

    /// <summary>The media type of streams.</summary>
    public const string StreamType = "application/x-ndjson";

    /// <summary>Marks extras that stand inside <c>options</c>.</summary>
    public const string OptionsPrefix = "options.";

    /// <summary>Marks extras that stand inside a tool's or a call's <c>function</c>.</summary>
    public const string FunctionPrefix = "function.";

    /// <summary>Marks extras that stand inside a reply's <c>message</c>.</summary>
    public const string MessagePrefix = "message.";

    /// <summary>The member of a request's body that only one of the two operations understands.</summary>
    public static bool IsForeign(string member, OllamaRoute route) =>
        route == OllamaRoute.Chat && member is "prompt" or "suffix" or "system" or "template" or "context" or "raw" or "images";
}
