using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.Responses;

/// <summary>Writes an answer as responses do: an item for each part, and the events of each.</summary>
internal sealed class ResponsesAnswer(CannedAnswer answer, Heard heard)
{
    /// <summary>No two answers have an id in common, as at the provider: whoever keeps them would take one for the other.</summary>
    private readonly string _mark = Guid.NewGuid().ToString("N");

    private int _number;

    private IReadOnlyList<CannedPart> Parts { get; } = [.. answer.Parts.Where(part => part is not CannedThought || heard.Thinks)];

    private string? Reason => answer.Ending switch
    {
        CannedEnding.Length => "max_output_tokens",
        CannedEnding.Refused => "content_filter",
        _ => null,
    };

    private string Status => Reason is null ? "completed" : "incomplete";

    public string Whole() => Response(Status, [.. Parts.Select((part, index) => (JsonNode)Item(part, index, isDone: true))], Usage()).ToJsonString();

    public IEnumerable<JsonObject> Events()
    {
        yield return Event("response.created", ("response", Response("in_progress", [], null)));
        yield return Event("response.in_progress", ("response", Response("in_progress", [], null)));
        for (var i = 0; i < Parts.Count; i++)
        {
            yield return Event("response.output_item.added", ("output_index", i), ("item", Item(Parts[i], i, isDone: false)));
            foreach (var data in OfPart(Parts[i], i))
                yield return data;
            yield return Event("response.output_item.done", ("output_index", i), ("item", Item(Parts[i], i, isDone: true)));
        }
        yield return Event($"response.{Status}", ("response", Response(Status, [.. Parts.Select((part, index) => (JsonNode)Item(part, index, isDone: true))], Usage())));
    }

    private IEnumerable<JsonObject> OfPart(CannedPart part, int index) => part switch
    {
        CannedText text => OfText(text, index),
        CannedThought thought => OfThought(thought, index),
        CannedCall call => OfCall(call, index),
        _ => [],
    };

    private IEnumerable<JsonObject> OfText(CannedText text, int index)
    {
        yield return Placed("response.content_part.added", index, "content_index", ("part", Text("")));
        foreach (var piece in text.Pieces)
            yield return Placed("response.output_text.delta", index, "content_index", ("delta", piece), ("logprobs", new JsonArray()), ("obfuscation", "bT4g"));
        yield return Placed("response.output_text.done", index, "content_index", ("text", string.Concat(text.Pieces)), ("logprobs", new JsonArray()));
        yield return Placed("response.content_part.done", index, "content_index", ("part", Text(string.Concat(text.Pieces))));
    }

    private IEnumerable<JsonObject> OfThought(CannedThought thought, int index)
    {
        yield return Placed("response.reasoning_summary_part.added", index, "summary_index", ("part", Summary("")));
        foreach (var piece in thought.Pieces)
            yield return Placed("response.reasoning_summary_text.delta", index, "summary_index", ("delta", piece));
        yield return Placed("response.reasoning_summary_text.done", index, "summary_index", ("text", string.Concat(thought.Pieces)));
        yield return Placed("response.reasoning_summary_part.done", index, "summary_index", ("part", Summary(string.Concat(thought.Pieces))));
    }

    private IEnumerable<JsonObject> OfCall(CannedCall call, int index)
    {
        foreach (var piece in call.Pieces.Count == 0 ? ["{}"] : call.Pieces)
            yield return Placed("response.function_call_arguments.delta", index, null, ("delta", piece));
        yield return Placed("response.function_call_arguments.done", index, null, ("name", call.Name), ("arguments", call.Arguments));
    }

    private string IdOf(CannedPart part, int index) => part switch
    {
        CannedCall => $"fc_{_mark}{index}",
        CannedThought => $"rs_{_mark}{index}",
        _ => $"msg_{_mark}{index}",
    };

    private JsonObject Item(CannedPart part, int index, bool isDone)
    {
        var status = !isDone ? "in_progress" : Reason is not null && index == Parts.Count - 1 ? "incomplete" : "completed";
        return part switch
        {
            CannedCall call => new JsonObject
            {
                ["id"] = IdOf(part, index), ["type"] = "function_call", ["status"] = status, ["call_id"] = $"call_uWXrqWuVBzEKRaU6ASv4k7R{index}", ["name"] = call.Name, ["arguments"] = isDone ? call.Arguments : "",
            },
            CannedThought thought => new JsonObject
            {
                ["id"] = IdOf(part, index), ["type"] = "reasoning", ["summary"] = isDone ? new JsonArray(Summary(string.Concat(thought.Pieces))) : new JsonArray(),
            },
            _ => new JsonObject
            {
                ["id"] = IdOf(part, index), ["type"] = "message", ["status"] = status, ["role"] = "assistant", ["content"] = isDone ? new JsonArray(Text(string.Concat(((CannedText)part).Pieces))) : new JsonArray(),
            },
        };
    }

    private static JsonObject Text(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray() };

    private static JsonObject Summary(string text) => new() { ["type"] = "summary_text", ["text"] = text };

    private JsonObject Placed(string type, int index, string? place, params (string Name, JsonNode? Value)[] members)
    {
        var data = Event(type, ("item_id", IdOf(Parts[index], index)), ("output_index", index));
        if (place is not null)
            data[place] = 0;
        foreach (var (name, value) in members)
            data[name] = value;
        return data;
    }

    private JsonObject Event(string type, params (string Name, JsonNode? Value)[] members)
    {
        var data = new JsonObject { ["type"] = type, ["sequence_number"] = _number++ };
        foreach (var (name, value) in members)
            data[name] = value;
        return data;
    }

    private JsonObject Response(string status, JsonNode[] output, JsonObject? usage) => new()
    {
        ["id"] = $"resp_{_mark}",
        ["object"] = "response",
        ["created_at"] = 1755439106,
        ["status"] = status,
        ["background"] = false,
        ["error"] = null,
        ["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = Reason } : null,
        ["instructions"] = null,
        ["max_output_tokens"] = null,
        ["model"] = heard.Model,
        ["output"] = new JsonArray(output),
        ["parallel_tool_calls"] = true,
        ["previous_response_id"] = null,
        ["reasoning"] = new JsonObject { ["effort"] = null, ["summary"] = null },
        ["service_tier"] = "default",
        ["store"] = true,
        ["temperature"] = 1.0,
        ["text"] = new JsonObject { ["format"] = new JsonObject { ["type"] = "text" }, ["verbosity"] = "medium" },
        ["tool_choice"] = "auto",
        ["tools"] = new JsonArray(),
        ["top_logprobs"] = 0,
        ["top_p"] = 1.0,
        ["truncation"] = "disabled",
        ["usage"] = usage,
        ["user"] = null,
        ["metadata"] = new JsonObject(),
    };

    private JsonObject Usage() => new()
    {
        ["input_tokens"] = answer.Tokens.Prompt,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.Tokens.Cached },
        ["output_tokens"] = answer.Tokens.Answer,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = answer.Tokens.Thoughts },
        ["total_tokens"] = answer.Tokens.Prompt + answer.Tokens.Answer,
    };
}
