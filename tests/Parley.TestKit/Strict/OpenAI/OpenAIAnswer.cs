using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.OpenAI;

/// <summary>Writes an answer as chat completions do.</summary>
internal sealed class OpenAIAnswer(CannedAnswer answer, Heard heard, bool showsThoughts)
{
    private const string Id = "chatcmpl-C5YBuzgDBkyemahVCox4pY4NXekM";

    private bool IsForced => heard.ToolChoice?.StartsWith("named:", StringComparison.Ordinal) == true;

    private string Finish => answer switch
    {
        { Ending: CannedEnding.Length } => "length",
        { Ending: CannedEnding.Refused } => "content_filter",
        { Calls.Count: > 0 } when !IsForced => "tool_calls",
        _ => "stop",
    };

    public string Whole()
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text.Length > 0 ? answer.Text : null };
        if (showsThoughts && answer.Thought.Length > 0)
            message["reasoning_content"] = answer.Thought;
        if (answer.Calls.Count > 0)
            message["tool_calls"] = new JsonArray([.. answer.Calls.Select((call, index) => Call(index, call.Name, call.Arguments))]);
        message["refusal"] = null;
        message["annotations"] = new JsonArray();
        var choice = new JsonObject { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = Finish };
        var reply = Head("chat.completion", choice);
        reply["usage"] = Usage();
        return reply.ToJsonString();
    }

    public IEnumerable<JsonObject> Chunks()
    {
        yield return Chunk(new JsonObject { ["role"] = "assistant", ["content"] = answer.Text.Length > 0 ? "" : null, ["refusal"] = null });
        var index = 0;
        foreach (var part in answer.Parts)
        {
            foreach (var delta in Deltas(part, index))
                yield return Chunk(delta);
            index += part is CannedCall ? 1 : 0;
        }
        yield return Chunk([], Finish);
        var last = Head("chat.completion.chunk");
        last["usage"] = Usage();
        yield return last;
    }

    private IEnumerable<JsonObject> Deltas(CannedPart part, int index)
    {
        switch (part)
        {
            case CannedText text:
                return text.Pieces.Select(static piece => new JsonObject { ["content"] = piece });
            case CannedThought thought when showsThoughts:
                return thought.Pieces.Select(static piece => new JsonObject { ["reasoning_content"] = piece });
            case CannedCall call:
                var first = new JsonObject { ["tool_calls"] = new JsonArray(Call(index, call.Name, "", withIndex: true)) };
                var pieces = call.Pieces.Count == 0 ? ["{}"] : call.Pieces;
                return pieces.Select(piece => new JsonObject
                {
                    ["tool_calls"] = new JsonArray(new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = piece } }),
                }).Prepend(first);
            default:
                return [];
        }
    }

    private static JsonObject Call(int index, string name, string arguments, bool withIndex = false)
    {
        var call = new JsonObject { ["id"] = $"call_yYw3O05GCuxVOwgU8T9xj1k{index}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["arguments"] = arguments } };
        if (withIndex)
            call.Insert(0, "index", index);
        return call;
    }

    private JsonObject Chunk(JsonObject delta, string? finish = null)
    {
        var chunk = Head("chat.completion.chunk", new JsonObject { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish });
        chunk["usage"] = null;
        chunk["obfuscation"] = "bT4g";
        return chunk;
    }

    private JsonObject Head(string kind, params JsonNode[] choices) => new()
    {
        ["id"] = Id,
        ["object"] = kind,
        ["created"] = 1755439106,
        ["model"] = heard.Model,
        ["service_tier"] = "default",
        ["system_fingerprint"] = null,
        ["choices"] = new JsonArray(choices),
    };

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = answer.Tokens.Prompt,
        ["completion_tokens"] = answer.Tokens.Answer,
        ["total_tokens"] = answer.Tokens.Prompt + answer.Tokens.Answer,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.Tokens.Cached, ["audio_tokens"] = 0 },
        ["completion_tokens_details"] = new JsonObject
        {
            ["reasoning_tokens"] = answer.Tokens.Thoughts,
            ["audio_tokens"] = 0,
            ["accepted_prediction_tokens"] = 0,
            ["rejected_prediction_tokens"] = 0,
        },
    };
}
