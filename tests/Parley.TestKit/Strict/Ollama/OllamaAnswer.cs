using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.Ollama;

/// <summary>Writes an answer as Ollama does: calls whole, on a line of their own, with arguments as an object; the last line is empty and carries the counts.</summary>
internal sealed class OllamaAnswer(CannedAnswer answer, Heard heard)
{
    private IEnumerable<CannedPart> Parts => answer.Parts.Where(part => part is not CannedThought || heard.Thinks);

    public string Whole()
    {
        var message = Message(answer.Text);
        if (heard.Thinks && answer.Thought.Length > 0)
            message["thinking"] = answer.Thought;
        if (answer.Calls.Count > 0)
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select(Call)]);
        return Last(message).ToJsonString();
    }

    public IEnumerable<JsonObject> Lines()
    {
        var calls = 0;
        foreach (var part in Parts)
        {
            foreach (var message in Messages(part, calls))
                yield return Line(message);
            calls += part is CannedCall ? 1 : 0;
        }
        yield return Last(Message(""));
    }

    private static IEnumerable<JsonObject> Messages(CannedPart part, int calls)
    {
        switch (part)
        {
            case CannedText text:
                return text.Pieces.Select(Message);
            case CannedThought thought:
                return thought.Pieces.Select(static piece => new JsonObject { ["role"] = "assistant", ["content"] = "", ["thinking"] = piece });
            case CannedCall call:
                return [new JsonObject { ["role"] = "assistant", ["content"] = "", ["tool_calls"] = new JsonArray(Call(call, calls)) }];
            default:
                return [];
        }
    }

    private static JsonObject Message(string content) => new() { ["role"] = "assistant", ["content"] = content };

    private static JsonNode Call(CannedCall call, int index) => new JsonObject
    {
        ["id"] = $"call_m0q{index}z8xw",
        ["function"] = new JsonObject { ["index"] = index, ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) },
    };

    private JsonObject Line(JsonObject message)
    {
        var line = new JsonObject { ["model"] = heard.Model, ["created_at"] = "2026-08-05T08:11:04.351521Z" };
        if (!heard.Generates)
        {
            line["message"] = message;
        }
        else
        {
            line["response"] = message["content"]!.DeepClone();
            if (message["thinking"] is { } thinking)
                line["thinking"] = thinking.DeepClone();
        }
        line["done"] = false;
        return line;
    }

    private JsonObject Last(JsonObject message)
    {
        var line = Line(message);
        line["done"] = true;
        line["done_reason"] = answer.Ending == CannedEnding.Length ? "length" : "stop";
        line["total_duration"] = 916252417;
        line["load_duration"] = 61284375;
        line["prompt_eval_count"] = answer.Tokens.Prompt;
        line["prompt_eval_duration"] = 145216542;
        line["eval_count"] = answer.Tokens.Answer;
        line["eval_duration"] = 707321833;
        return line;
    }
}
