using System.Text;
using System.Text.Json.Nodes;

namespace Parley.TestKit.Strict.Anthropic;

/// <summary>Writes an answer as messages do.</summary>
internal sealed class AnthropicAnswer(CannedAnswer answer, Heard heard)
{
    private string StopReason => answer switch
    {
        { Ending: CannedEnding.Length } => "max_tokens",
        { Ending: CannedEnding.StopSequence } => "stop_sequence",
        { Ending: CannedEnding.Refused } => "refusal",
        { Calls.Count: > 0 } => "tool_use",
        _ => "end_turn",
    };

    private IEnumerable<CannedPart> Parts => answer.Parts.Where(part => part is not CannedThought || heard.Thinks);

    /// <summary>The signature that belongs to a thought.</summary>
    public static string Sign(string thought) => Convert.ToBase64String(Encoding.UTF8.GetBytes("signed:" + thought));

    public string Whole()
    {
        var message = Message(new JsonArray([.. Parts.Select(WholeBlock)]));
        message["stop_reason"] = StopReason;
        message["stop_sequence"] = answer.StoppedAt;
        message["usage"] = Usage(answer.Tokens.Answer, isFirst: true);
        return message.ToJsonString();
    }

    public IEnumerable<JsonObject> Events()
    {
        var start = Message([]);
        start["stop_reason"] = null;
        start["stop_sequence"] = null;
        start["usage"] = Usage(1, isFirst: true);
        yield return new JsonObject { ["type"] = "message_start", ["message"] = start };
        var index = 0;
        foreach (var part in Parts)
        {
            yield return new JsonObject { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = EmptyBlock(part, index) };
            if (index == 0)
                yield return new JsonObject { ["type"] = "ping" };
            foreach (var delta in Deltas(part))
                yield return new JsonObject { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta };
            yield return new JsonObject { ["type"] = "content_block_stop", ["index"] = index };
            index++;
        }
        var end = new JsonObject { ["stop_reason"] = StopReason, ["stop_sequence"] = answer.StoppedAt };
        yield return new JsonObject { ["type"] = "message_delta", ["delta"] = end, ["usage"] = Usage(answer.Tokens.Answer, isFirst: false) };
        yield return new JsonObject { ["type"] = "message_stop" };
    }

    private static JsonNode WholeBlock(CannedPart part, int index)
    {
        var block = EmptyBlock(part, index);
        switch (part)
        {
            case CannedText text:
                block["text"] = string.Concat(text.Pieces);
                break;
            case CannedThought thought:
                block["thinking"] = string.Concat(thought.Pieces);
                block["signature"] = Sign(string.Concat(thought.Pieces));
                break;
            case CannedCall call:
                block["input"] = JsonNode.Parse(call.Arguments);
                break;
        }
        return block;
    }

    private static JsonObject EmptyBlock(CannedPart part, int index) => part switch
    {
        CannedText => new JsonObject { ["type"] = "text", ["text"] = "" },
        CannedThought => new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" },
        CannedCall call => new JsonObject { ["type"] = "tool_use", ["id"] = $"toolu_01825dXWLSoJwCst1qTsiWd{index}", ["name"] = call.Name, ["input"] = new JsonObject() },
        _ => throw new ArgumentException("There is no such part.", nameof(part)),
    };

    private static IEnumerable<JsonObject> Deltas(CannedPart part) => part switch
    {
        CannedText text => text.Pieces.Select(static piece => new JsonObject { ["type"] = "text_delta", ["text"] = piece }),
        CannedThought thought => thought.Pieces.Select(static piece => new JsonObject { ["type"] = "thinking_delta", ["thinking"] = piece })
            .Append(new JsonObject { ["type"] = "signature_delta", ["signature"] = Sign(string.Concat(thought.Pieces)) }),
        CannedCall call => call.Pieces.Prepend("").Select(static piece => new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = piece }),
        _ => [],
    };

    private JsonObject Message(JsonArray content) => new()
    {
        ["model"] = heard.Model,
        ["id"] = "msg_01JdU4xqNHXL9QCFWkwCDKGr",
        ["type"] = "message",
        ["role"] = "assistant",
        ["content"] = content,
    };

    private JsonObject Usage(int output, bool isFirst)
    {
        var usage = new JsonObject
        {
            ["input_tokens"] = answer.Tokens.Prompt - answer.Tokens.Cached,
            ["cache_creation_input_tokens"] = 0,
            ["cache_read_input_tokens"] = answer.Tokens.Cached,
            ["output_tokens"] = output,
        };
        if (isFirst)
            usage["service_tier"] = "standard";
        if (output == answer.Tokens.Answer)
            usage["output_tokens_details"] = new JsonObject { ["thinking_tokens"] = answer.Tokens.Thoughts };
        return usage;
    }
}
