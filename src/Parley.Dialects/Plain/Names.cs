namespace Parley.Dialects.Plain;

/// <summary>The words of the plain conversation that several files share.</summary>
/// <remarks>
/// <para>It says all that the conversation says, so that nothing is lost in either direction. Words of enumerations are those of the code, see <see cref="Word{T}"/>. The mapping, request side:</para>
/// <list type="table">
/// <item><term>model, dialect, stream, stream_options.include_usage</term><description>Model, Dialect (absent: this one), Stream, StreamOptions.IncludeUsage; what else is wanted of a stream is between a caller and its own gateway</description></item>
/// <item><term>messages[].role, content, name, continues</term><description>Message; a string for content is one bare TextPart</description></item>
/// <item><term>text, reasoning, refusal, image, audio, video, document, tool_call, tool_result, opaque</term><description>the parts by their type, each with cache and signature</description></item>
/// <item><term>tool_call.arguments | input</term><description>ToolCallPart.Arguments: a value, or a string with JSON in it; input is that of a custom tool</description></item>
/// <item><term>tools, tool_choice, parallel_tool_calls</term><description>Tools, ToolChoice (a word or an object), ParallelToolCalls</description></item>
/// <item><term>temperature ... n</term><description>Sampling</description></item>
/// <item><term>max_tokens, stop, response_format, reasoning</term><description>MaxTokens, StopSequences, ResponseFormat, Reasoning</description></item>
/// <item><term>user, safety_identifier, metadata, service_tier, store, verbosity, prompt_cache_key, prompt_cache_retention</term><description>the members of these names</description></item>
/// <item><term>headers</term><description>DialectHeaders</description></item>
/// <item><term>extras.dialect, members, spellings; unknown members</term><description>Extras of another dialect; of this one</description></item>
/// </list>
/// <para>The reply side:</para>
/// <list type="table">
/// <item><term>id, model, created, service_tier, dialect</term><description>the members of these names; id and model are given where nobody said them</description></item>
/// <item><term>choices[].index, content, finish, logprobs, message_extras</term><description>Choice</description></item>
/// <item><term>usage</term><description>Usage, each bucket with tokens and quality, and searches and service_tier</description></item>
/// <item><term>an event of a stream</term><description>a ChatEvent by its kind; <c>done</c> is the end, <c>error</c> the fault</description></item>
/// <item><term>error</term><description>Fault; whoever reads it has it from a provider. Backend and headers are not written</description></item>
/// </list>
/// </remarks>
internal static class Names
{
    /// <summary>The dialect.</summary>
    public const string Dialect = DialectNames.Parley;

    /// <summary>Below the base address.</summary>
    public const string Path = "conversation";
}
