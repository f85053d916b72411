using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.Cohere;

/// <summary>Writes an answer as Cohere does: contents and calls numbered apart.</summary>
internal sealed class CohereAnswer(CannedAnswer answer, Heard heard)
{
    private const string Id = "5ed83d88-ba2b-4069-bd72-d2621fde702b";

    private IReadOnlyList<CannedPart> Parts { get; } = [.. answer.Parts.Where(part => part is not CannedThought || heard.Thinks)];

    private string Finish => answer switch
    {
        { Ending: CannedEnding.Length } => "MAX_TOKENS",
        { Ending: CannedEnding.StopSequence } => "STOP_SEQUENCE",
        { Calls.Count: > 0 } => "TOOL_CALL",
        _ => "COMPLETE",
    };

    public string Whole()
    {
        var message = new JsonObject { ["role"] = "assistant" };
        var contents = Parts.Where(static part => part is not CannedCall).Select(static part => (JsonNode)Content(part, whole: true)).ToArray();
        if (contents.Length > 0)
            message["content"] = new JsonArray(contents);
        if (answer.Calls.Count > 0)
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select(static (call, index) => Call(index, call.Name, call.Arguments))]);
        return new JsonObject { ["id"] = Id, ["message"] = message, ["finish_reason"] = Finish, ["usage"] = Usage() }.ToJsonString();
    }

    public IEnumerable<JsonObject> Events()
    {
        yield return new JsonObject
        {
            ["id"] = Id,
            ["type"] = "message-start",
            ["delta"] = Message(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(), ["tool_plan"] = "", ["tool_calls"] = new JsonArray(), ["citations"] = new JsonArray() }),
        };
        var (contents, calls) = (0, 0);
        foreach (var part in Parts)
        {
            foreach (var data in part is CannedCall call ? OfCall(call, calls++) : OfContent(part, contents++))
                yield return data;
        }
        yield return new JsonObject { ["type"] = "message-end", ["delta"] = new JsonObject { ["finish_reason"] = Finish, ["usage"] = Usage() } };
    }

    private static IEnumerable<JsonObject> OfContent(CannedPart part, int index)
    {
        yield return Event("content-start", index, new JsonObject { ["content"] = Content(part, whole: false) });
        var (name, pieces) = part is CannedThought thought ? ("thinking", thought.Pieces) : ("text", ((CannedText)part).Pieces);
        foreach (var piece in pieces)
            yield return Event("content-delta", index, new JsonObject { ["content"] = new JsonObject { [name] = piece } });
        yield return new JsonObject { ["type"] = "content-end", ["index"] = index };
    }

    private static IEnumerable<JsonObject> OfCall(CannedCall call, int index)
    {
        yield return Event("tool-call-start", index, new JsonObject { ["tool_calls"] = Call(index, call.Name, "") });
        foreach (var piece in call.Pieces)
            yield return Event("tool-call-delta", index, new JsonObject { ["tool_calls"] = new JsonObject { ["function"] = new JsonObject { ["arguments"] = piece } } });
        yield return new JsonObject { ["type"] = "tool-call-end", ["index"] = index };
    }

    private static JsonObject Event(string type, int index, JsonObject message) => new() { ["type"] = type, ["index"] = index, ["delta"] = Message(message) };

    private static JsonObject Message(JsonObject message) => new() { ["message"] = message };

    private static JsonObject Content(CannedPart part, bool whole) => part is CannedThought thought
        ? new JsonObject { ["type"] = "thinking", ["thinking"] = whole ? string.Concat(thought.Pieces) : "" }
        : new JsonObject { ["type"] = "text", ["text"] = whole ? string.Concat(((CannedText)part).Pieces) : "" };

    private static JsonObject Call(int index, string name, string arguments) => new()
    {
        ["id"] = $"{name}_vvavrb8p34f{index}",
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments },
    };

    private JsonObject Usage() => new()
    {
        ["billed_units"] = new JsonObject { ["input_tokens"] = answer.Tokens.Prompt - answer.Tokens.Cached, ["output_tokens"] = answer.Tokens.Answer },
        ["tokens"] = new JsonObject { ["input_tokens"] = answer.Tokens.Prompt, ["output_tokens"] = answer.Tokens.Answer, ["reasoning_tokens"] = answer.Tokens.Thoughts },
        ["cached_tokens"] = answer.Tokens.Cached,
    };
}
