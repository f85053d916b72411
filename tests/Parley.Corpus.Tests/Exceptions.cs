using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.TestKit;

namespace Parley.Corpus.Tests;

/// <summary>A finding that is right as it is.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Applies">Which findings are meant, by their content.</param>
/// <param name="Reason">Why it is right.</param>
internal sealed record CorpusException(string Rule, Predicate<Finding> Applies, string Reason)
{
    /// <summary>True when a finding is meant.</summary>
    public bool Covers(Finding finding) => finding.Rule == Rule && Applies(finding);
}

/// <summary>Every exception to the corpus proofs. Each is a predicate over content with its reason, never over ids; one that covers nothing any more fails its test.</summary>
internal static class Exceptions
{
    /// <summary>Findings that are right as they are.</summary>
    public static IReadOnlyList<CorpusException> All { get; } =
    [
        new("ge.parts", static finding => IsOwn(finding), "Google itself sends content without parts when thoughts or a filter took everything; its callers get it as it is."),
        new("ge.finish_string", static finding => IsOwn(finding) && AskedForNumbers(finding.Recording), "The caller asked for enumerations as numbers."),
        new("ge.content", static finding => IsOwn(finding) && AskedForNumbers(finding.Recording), "The caller asked for enumerations as numbers, which the rule does not take for a finish."),
        new("finish", static finding => finding.Target.Dialect == "ollama" && finding.Expected is "filter" or "error", "Ollama has no word for a filter or an error; the answer ends with stop, and the log says so."),
        new("gist", static finding => finding.Target.Dialect == "ollama" && finding.Expected is { } gist && (gist.Contains("finish: filter", StringComparison.Ordinal) || gist.Contains("finish: error", StringComparison.Ordinal)),
            "The same, as Parley reads it again."),
        new("finish", static finding => finding.Target.Dialect == "cohere" && finding.Expected == "filter", "Cohere has no word for a filter or a refusal; the answer ends with ERROR, and the log says so."),
        new("gist", static finding => finding.Target.Dialect == "cohere" && finding.Expected is { } gist && gist.Contains("finish: filter", StringComparison.Ordinal), "The same, as Parley reads it again."),
        new("co.tool_json", static finding => EndsWithinCall(finding.Recording), "Cohere's arguments are a text, which a limit may cut; the finish says that it was cut."),
        new("co.s.tool_json", static finding => EndsWithinCall(finding.Recording), "The same, in a stream."),
        new("finish", static finding => finding.Target.Dialect == "anthropic-messages" && finding.Expected == "stop" && Refuses(finding.Recording), "OpenAI marks a refusal beside the text and ends with stop; Anthropic's mark for it is the stop reason."),
        new("gist", static finding => finding.Target.Dialect == "anthropic-messages" && finding.Expected is { } gist && gist.Contains("finish: stop", StringComparison.Ordinal) && Refuses(finding.Recording), "The same, as Parley reads it again."),
        new("oc.tool.args_not_empty", static finding => CallsCustom(finding.Recording), "A custom tool has an input, which the rule does not know, in place of arguments."),
        new("calls", static finding => !IsOwn(finding) && CallsCustom(finding.Recording), "The free text of a custom tool becomes the one member of an object where arguments are objects."),
        new("gist", static finding => !IsOwn(finding) && CallsCustom(finding.Recording), "The same, as Parley reads it again."),
        new("calls", static finding => !IsOwn(finding) && finding.Recording.IsWhole && IsCut(finding), "Half of a JSON object cannot stand where arguments are objects; the finish says that it was cut."),
        new("gist", static finding => !IsOwn(finding) && finding.Recording.IsWhole && IsCut(finding), "The same, as Parley reads it again."),
        new("req.no_turn", static finding => SaysNothing(finding.Recording), "There is nothing in the conversation; the provider says so."),
        new("throws", static finding => finding.Recording.Status is 400 or 422, "Its provider refuses it too; Parley names the place."),
        new("req.unpaired_result", static finding => AnswersUnknownCall(finding.Recording), "The caller itself sends a result to a call that it does not show."),
        new("req.unanswered_call", static finding => AnswersUnknownCall(finding.Recording), "The same, seen from the call that has no result."),
        new("calls", static finding => finding.Target.Name == "ollama.generate", "/api/generate has no place for tool calls; its callers cannot offer tools either."),
        new("finish", static finding => finding.Target.Name == "ollama.generate" && finding.Expected == "tools", "The same, seen in the finish."),
        new("gist", static finding => finding.Target.Name == "ollama.generate" && finding.Expected is { } gist && gist.Contains("finish: tool calls", StringComparison.Ordinal), "The same, as Parley reads it again."),
        new("br.usage_sum", CountsCache, "Bedrock's own total has what the cache read and wrote, which its count of the prompt has not."),
        new("identity", static finding => EndsOddly(finding.Recording), "OpenAI's clients know five finish reasons; other words, the empty one or none at all become one of them."),
        new("fold", static finding => GoesBack(finding.Recording), "The provider went back to a text or thought behind other parts: a stream keeps the order in time, a whole reply joins what belongs together."),
        new("rs.id_prefix", static finding => IsOwn(finding), "The id is the provider's, whatever it looks like: the caller may refer to it."),
        new("rs.s.terminal", static finding => IsNotOver(finding.Recording), "The provider works on it in the background; there is no end yet that a stream could show."),
        new("finish", static finding => IsNotOver(finding.Recording), "The same, seen in the finish."),
        new("throws", static finding => finding.Recording is { Protocol.Dialect: "openai-responses", Status: 400 } && HasForeignRole(finding.Recording), "The caller speaks in a role that the dialect does not have; the provider refuses it too."),
        new("req.no_turn", static finding => finding.Target.Dialect == "bedrock-converse" && ShowsByAddressAlone(finding.Recording), "There is nothing but an image by its address, which the service does not take; what is dropped is recorded."),
        new("req.call", static finding => CallsWithoutObject(finding.Recording), "The caller itself sends back arguments that are no object."),
        new("req.arguments", static finding => CallsWithoutObject(finding.Recording), "The caller itself sends back arguments that are no object."),
        new("status", static finding => MissesModel(finding.Recording), "OpenAI answers 400 to a model that is not there; the others have a status of their own for that."),
        new("kind", static finding => MissesModel(finding.Recording), "The same, as Parley reads it again where only the status tells."),
        new("kind", static finding => finding.Target.Dialect is "ollama" or "cohere" && finding.Recording.Status == 400 && finding.Detail.StartsWith("Authentication", StringComparison.Ordinal), "xAI answers 400 to a wrong key, and the errors of Ollama and Cohere have nothing but the status."),
        new("fold", static finding => !IsOwn(finding) && TellsTierLate(finding.Recording), "Which tier served an answer is known at its end; the first events of a stream name the one that was asked for."),
        new("fold", static finding => finding.Target.Dialect == "openai-chat" && HasNoTime(finding.Recording), "The time was taken out of the recording; a chunk with the time 0 says none."),
        new("fold", static finding => ShowsBeforeText(finding.Recording) && !IsOwn(finding), "Whole replies of these dialects have one place for images, behind the text."),
        new("fold", static finding => finding.Target.Dialect is "openai-chat" or "cohere" && SpeaksBehindCalls(finding.Recording), "The whole replies of OpenAI and Cohere have one place for the text, before the calls."),
    ];

    /// <summary>What the same dialect writes differently in a request.</summary>
    public static IReadOnlyList<Rewrite> InRequests(Protocol protocol) => protocol.Dialect switch
    {
        "openai-chat" => OpenAIRequests,
        "gemini" => GeminiRequests,
        _ => [],
    };

    /// <summary>What the same dialect writes differently in a whole reply.</summary>
    public static IReadOnlyList<Rewrite> InReplies(Protocol protocol) => protocol.Dialect switch
    {
        "openai-chat" => OpenAIReplies,
        "openai-responses" => ResponsesReplies,
        "gemini" => GeminiReplies,
        "ollama" => OllamaReplies,
        "bedrock-converse" => BedrockReplies,
        _ => [],
    };

    private static bool IsOwn(Finding finding) => finding.Target.Dialect == finding.Recording.Protocol.Dialect;

    private static bool CountsCache(Finding finding)
    {
        var usage = JsonNode.Parse(finding.Detail[finding.Detail.IndexOf('{', StringComparison.Ordinal)..])!;
        var cached = Count("cacheReadInputTokens") + Count("cacheWriteInputTokens");
        return cached > 0 && Count("totalTokens") == Count("inputTokens") + Count("outputTokens") + cached;

        long Count(string name) => usage[name]?.GetValue<long>() ?? 0;
    }

    private static bool AskedForNumbers(Recording recording) => recording.HasRequest && recording.Request().Query.Contains("enum-encoding", StringComparison.Ordinal);

    private static bool Refuses(Recording recording) => Encoding.UTF8.GetString(recording.Body().Span) is var body
        && (body.Contains("\"refusal\": \"", StringComparison.Ordinal) || body.Contains("\"refusal\":\"", StringComparison.Ordinal));

    private static bool CallsCustom(Recording recording) => recording.IsWhole && Choices(recording).Any(static choice => Calls(choice).Any(static call => call["type"]?.ToString() == "custom"));

    private static bool IsCut(Finding finding) => Choices(finding.Recording).Any(static choice => choice["native_finish_reason"]?.ToString() == "max_output_tokens" || choice["finish_reason"]?.ToString() == "length")
        && Choices(finding.Recording).Any(static choice => Calls(choice).Any(static call => !IsJson(call["function"]?["arguments"]?.ToString())));

    private static bool EndsWithinCall(Recording recording)
    {
        var reply = recording.IsStream
            ? StreamFold.Once(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, recording.Profile).Reply
            : recording.Protocol.Codec.ReadReply(recording.Reply(), recording.Profile);
        return reply.Choices.Any(static choice => choice.Finish.Reason is FinishReason.Length or FinishReason.ContextWindow
            && choice.Parts.OfType<ToolCallPart>().Any(static call => !call.Arguments.TryGetObject(out _)));
    }

    private static bool ShowsByAddressAlone(Recording recording) =>
        recording.Protocol.Codec.ReadRequest(recording.Request()).Messages.All(static message => message.Parts.All(static part => part is MediaPart { Source: MediaSource.Url }));

    private static bool SaysNothing(Recording recording) => recording.Protocol.Codec.ReadRequest(recording.Request()).Messages.Count == 0;

    private static bool AnswersUnknownCall(Recording recording)
    {
        var parts = recording.Protocol.Codec.ReadRequest(recording.Request()).Messages.SelectMany(static message => message.Parts).ToList();
        return parts.OfType<ToolResultPart>().Any(result => !parts.OfType<ToolCallPart>().Any(call => call.Id == result.ToolCallId));
    }

    private static bool IsNotOver(Recording recording) => recording is { Protocol.Dialect: "openai-responses", IsWhole: true }
        && recording.Response.GetProperty("body").TryGetProperty("status", out var status) && status.GetString() is "queued" or "in_progress";

    private static bool HasForeignRole(Recording recording) => recording.RequestBody.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Array
        && input.EnumerateArray().Any(static item => item.TryGetProperty("role", out var role) && role.GetString() is not ("user" or "assistant" or "system" or "developer"));

    private static bool CallsWithoutObject(Recording recording) => recording.Protocol.Codec.ReadRequest(recording.Request()).Messages
        .SelectMany(static message => message.Parts).OfType<ToolCallPart>().Any(static call => !call.IsCustom && !call.Arguments.TryGetObject(out _));

    private static bool MissesModel(Recording recording) => recording is { Protocol.Dialect: "openai-responses", Status: 400 }
        && recording.Response.GetProperty("body").GetProperty("error") is { ValueKind: JsonValueKind.Object } error && error.GetProperty("code").GetString() == "model_not_found";

    private static bool HasNoTime(Recording recording) => recording.IsStream && recording.Protocol.Dialect == "openai-responses"
        && Encoding.UTF8.GetString(recording.Body().Span).Contains("\"created_at\":0,", StringComparison.Ordinal);

    private static bool TellsTierLate(Recording recording) => recording.IsStream && Count(recording, ChatEventKind.Start) > 1;

    private static int Count(Recording recording, ChatEventKind kind)
    {
        var count = 0;
        StreamFold.Events(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, (in ChatEvent chatEvent) => count += chatEvent.Kind == kind ? 1 : 0, recording.Profile);
        return count;
    }

    /// <summary>True when an image comes before text.</summary>
    private static bool ShowsBeforeText(Recording recording) => Any(recording, static (earlier, later) => earlier.Kind == ChatEventKind.Media && later.Kind == ChatEventKind.Text);

    private static IEnumerable<JsonNode> Choices(Recording recording) => (JsonNode.Parse(recording.Response.GetProperty("body").GetRawText())?["choices"] as JsonArray ?? []).OfType<JsonNode>();

    private static IEnumerable<JsonNode> Calls(JsonNode choice) => (choice["message"]?["tool_calls"] as JsonArray ?? []).OfType<JsonNode>();

    private static bool IsJson(string? text)
    {
        try
        {
            return text is not null && JsonNode.Parse(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool EndsOddly(Recording recording) => recording.Protocol.Dialect == "openai-chat"
        && StreamFold.Once(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, recording.Profile).Reply.Choices
            .Any(static choice => choice.Finish.Native is not ("stop" or "length" or "tool_calls" or "content_filter" or "function_call"));

    /// <summary>True when a stream goes on with an earlier text or thought.</summary>
    private static bool GoesBack(Recording recording) => Any(recording, static (earlier, later) => later.Part < earlier.Part);

    /// <summary>True when text follows a tool call.</summary>
    private static bool SpeaksBehindCalls(Recording recording) => Any(recording, static (earlier, later) => earlier.Kind == ChatEventKind.ToolCallStart && later.Kind == ChatEventKind.Text);

    private static bool Any(Recording recording, Func<ChatEvent, ChatEvent, bool> condition)
    {
        ChatEvent? last = null;
        var isAny = false;
        StreamFold.Events(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, (in ChatEvent chatEvent) =>
        {
            if (chatEvent.Kind is not (ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.ToolCallStart or ChatEventKind.Media) || chatEvent.Choice > 0)
                return;
            isAny |= last is { } earlier && condition(earlier, chatEvent);
            last = chatEvent;
        }, recording.Profile);
        return isAny;
    }

    private static IReadOnlyList<Rewrite> OpenAIRequests { get; } =
    [
        new("Model families that demand the newer name of the limit get it.", static (recorded, written) =>
        {
            if (recorded["max_tokens"] is not { } limit || written["max_completion_tokens"] is null || recorded["max_completion_tokens"] is not null)
                return false;
            recorded["max_completion_tokens"] = limit.DeepClone();
            return recorded.Remove("max_tokens");
        }),
        new("Of two limits of tokens the smaller one is written.", static (recorded, _) =>
        {
            if (recorded["max_tokens"] is not JsonValue older || recorded["max_completion_tokens"] is not JsonValue newer)
                return false;
            recorded["max_completion_tokens"] = Math.Min(older.GetValue<int>(), newer.GetValue<int>());
            return recorded.Remove("max_tokens");
        }),
        new("Streams are always asked for their usage; the caller is shown it only if it asked.", static (recorded, _) =>
        {
            if (recorded["stream"]?.GetValueKind() != JsonValueKind.True)
                return false;
            if (recorded["stream_options"] is not JsonObject options)
                recorded["stream_options"] = options = [];
            options["include_usage"] = true;
            return true;
        }),
        new("An empty list of calls says nothing (Mistral's client).", Rewriting.Without("messages[].tool_calls", static calls => calls is JsonArray { Count: 0 })),
        new("Mistral's client leaves out the one type that a tool can have.", Rewriting.Completed("tools[].type")),
    ];

    private static IReadOnlyList<Rewrite> GeminiRequests { get; } =
    [
        new("Protobuf's JSON has two spellings for one member; the canonical one is written.", Rewriting.ToCamelCase),
    ];

    private static IReadOnlyList<Rewrite> OpenAIReplies { get; } =
    [
        new("OpenAI's clients know five finish reasons; words of its imitators become one of them.", Rewriting.Changed("choices[].finish_reason", static (choice, word) =>
            choice["native_finish_reason"]?.ToString() == "max_output_tokens" ? "length"
            : word?.ToString() is "" or "eos" or "tool_call" ? choice["message"]?["tool_calls"] is JsonArray { Count: > 0 } ? "tool_calls" : "stop"
            : word)),
        new("OpenAI never sends an empty list of calls.", Rewriting.Without("choices[].message.tool_calls", static calls => calls is JsonArray { Count: 0 })),
        new("Snowflake fills the older call with empty texts where nothing is called.", Rewriting.Without("choices[].message.function_call", static call => call?["name"]?.ToString() is "")),
        new("Snowflake fills the custom call with empty texts beside the real one.", Rewriting.Without("choices[].message.tool_calls[].custom", static custom => custom?["name"]?.ToString() is "")),
        new("Azure's own figures for cached prompts contradict each other: more was cached than sent.", static (recorded, written) =>
        {
            if (recorded["usage"]?["prompt_tokens_details"] is not JsonObject details || details["cached_tokens"]?.GetValue<int>() is not { } cached || cached <= recorded["usage"]!["prompt_tokens"]!.GetValue<int>())
                return false;
            details["cached_tokens"] = written["usage"]!["prompt_tokens_details"]!["cached_tokens"]!.DeepClone();
            return true;
        }),
        new("Snowflake fills the refusal with an empty text where nothing is refused.", Rewriting.Without("choices[].message.refusal", static refusal => refusal?.ToString() is "")),
        new("OpenAI's clients demand what its imitators leave out or empty.", Rewriting.Completed("object", "created", "id", "choices[].message.tool_calls[].type", "choices[].message.tool_calls[].id")),
        new("OpenAI's total is the sum; its imitators leave thoughts or sound out of a part.", static (recorded, written) =>
        {
            if (recorded["usage"] is not JsonObject usage || written["usage"] is not JsonObject sums || JsonNode.DeepEquals(usage["prompt_tokens"], sums["prompt_tokens"]) && JsonNode.DeepEquals(usage["completion_tokens"], sums["completion_tokens"]))
                return false;
            foreach (var name in (string[])["prompt_tokens", "completion_tokens", "total_tokens", "completion_tokens_details"])
                usage[name] = sums[name]?.DeepClone();
            return true;
        }),
        new("OpenAI's clients take a text, not Mistral's list of thoughts and texts.", static (recorded, written) =>
        {
            var count = 0;
            foreach (var choice in recorded["choices"] as JsonArray ?? [])
            {
                if (choice?["message"] is not JsonObject message || message["content"] is not JsonArray chunks)
                    continue;
                message["content"] = string.Concat(chunks.Where(static chunk => chunk?["type"]?.ToString() == "text").Select(static chunk => chunk!["text"]!.ToString()));
                message["reasoning_content"] = string.Concat(chunks.SelectMany(static chunk => chunk?["thinking"] as JsonArray ?? []).Select(static thought => thought!["text"]!.ToString()));
                count++;
            }
            return count > 0;
        }),
    ];

    private static IReadOnlyList<Rewrite> ResponsesReplies { get; } =
    [
        new("OpenAI's clients demand what its imitators and its older versions leave out.", Rewriting.Completed(
            "background", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "parallel_tool_calls", "previous_response_id", "prompt_cache_key", "reasoning", "safety_identifier", "store",
            "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "usage.input_tokens_details", "usage.output_tokens_details",
            "output[].id", "output[].status", "output[].content[].annotations", "output[].content[].logprobs")),
    ];

    private static IReadOnlyList<Rewrite> GeminiReplies { get; } =
    [
        new("The clients demand what old servers leave out.", Rewriting.Completed("usageMetadata.totalTokenCount", "responseId")),
    ];

    private static IReadOnlyList<Rewrite> BedrockReplies { get; } =
    [
        new("AWS's clients demand the metrics, which a recording lacks.", Rewriting.Completed("metrics")),
    ];

    private static IReadOnlyList<Rewrite> OllamaReplies { get; } =
    [
        new("The clients demand the count, which the server leaves out when the whole prompt was cached; it is estimated.", Rewriting.Completed("prompt_eval_count")),
    ];
}
