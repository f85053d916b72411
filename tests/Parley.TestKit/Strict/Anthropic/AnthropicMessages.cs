namespace Parley.TestKit.Strict.Anthropic;

/// <summary>Examines the messages: turns alternate, results answer the calls of the turn before and stand first, thoughts carry the signature that they were given.</summary>
internal static class AnthropicMessages
{
    public static void Read(Given messages, Heard heard, bool systemInMessages)
    {
        var calls = new Dictionary<string, string>();
        var before = "assistant";
        foreach (var message in messages.Items())
        {
            var role = message.Only("role", "content")["role"].Word(systemInMessages ? ["user", "assistant", "system"] : ["user", "assistant"]);
            if (role == "system")
            {
                heard.System.Add(message["content"].IsText ? message["content"].Text() : string.Concat(message["content"].Items().Select(static block => block["text"].Text())));
                continue;
            }
            message.Demand(role != before, "roles must alternate between \"user\" and \"assistant\"");
            before = role;
            var turn = new HeardTurn(role);
            if (message["content"].IsText)
                turn.Parts.Add(Text(message["content"]));
            else
                ReadBlocks(message["content"], turn, calls);
            message.Demand(turn.Parts.Count > 0, "all messages must have non-empty content");
            message.Demand(role != "user" || calls.Count == 0, $"`tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", calls.Keys)}");
            Split(turn, heard);
        }
        messages.Demand(heard.Turns.Count > 0, "at least one message is required");
        messages.Demand(calls.Count == 0, "calls are left without results");
        DemandThoughts(messages, heard);
    }

    private static void ReadBlocks(Given content, HeardTurn turn, Dictionary<string, string> calls)
    {
        foreach (var block in content.Items())
        {
            var type = block["type"].Word(turn.Role == "user" ? ["text", "image", "document", "tool_result"] : ["text", "thinking", "redacted_thinking", "tool_use"]);
            turn.Parts.Add(type switch
            {
                "text" => Text(block.Only("type", "text", "cache_control", "citations?")["text"]),
                "image" => Image(block.Only("type", "source", "cache_control")["source"]),
                "thinking" => new HeardThought(block.Only("type", "thinking", "signature")["thinking"].Text(), block["signature"].Text()),
                "tool_use" => Call(block, calls),
                "tool_result" => Result(block, turn, calls),
                _ => throw block.Wrong($"{type} is not expected here"),
            });
        }
    }

    private static HeardText Text(Given text)
    {
        text.Demand(text.Text().Length > 0, "text content blocks must be non-empty");
        return new HeardText(text.Text());
    }

    private static HeardImage Image(Given source)
    {
        if (source["type"].Word("base64", "url") == "url")
            return new HeardImage("", source.Only("type", "url")["url"].Text());
        source.Only("type", "media_type", "data");
        return new HeardImage(source["media_type"].Word("image/jpeg", "image/png", "image/gif", "image/webp"), source["data"].Base64());
    }

    private static HeardCall Call(Given block, Dictionary<string, string> calls)
    {
        block.Only("type", "id", "name", "input", "cache_control", "caller");
        var call = new HeardCall(block["id"].Name(), block["name"].Name(128), block["input"].Object().ToJsonString());
        block.Demand(calls.TryAdd(call.Id, call.Name), "`tool_use` ids must be unique");
        return call;
    }

    private static HeardResult Result(Given block, HeardTurn turn, Dictionary<string, string> calls)
    {
        block.Only("type", "tool_use_id", "content", "is_error", "cache_control");
        block.Demand(calls.Remove(block["tool_use_id"].Text(), out var name), "unexpected `tool_use_id` found in `tool_result` blocks");
        block.Demand(turn.Parts.All(static part => part is HeardResult), "`tool_result` blocks must come first");
        var content = block["content"];
        var text = !content.IsThere ? "" : content.IsText ? content.Text() : string.Concat(content.Items().Select(static part => part.Only("type", "text")["text"].Text()));
        return new HeardResult(name!, text);
    }

    /// <summary>Results are a turn of their own in what was heard, as other dialects have it.</summary>
    private static void Split(HeardTurn turn, Heard heard)
    {
        var results = turn.Parts.OfType<HeardResult>().ToList();
        if (results.Count > 0)
        {
            heard.Turns.Add(new HeardTurn("tool"));
            heard.Last.Parts.AddRange(results);
            turn.Parts.RemoveAll(static part => part is HeardResult);
        }
        if (turn.Parts.Count > 0)
            heard.Turns.Add(turn);
    }

    private static void DemandThoughts(Given messages, Heard heard)
    {
        foreach (var thought in heard.Turns.SelectMany(static turn => turn.Parts).OfType<HeardThought>())
            messages.Demand(thought.Signature == AnthropicAnswer.Sign(thought.Text), "Invalid `signature` in `thinking` block");
        if (!heard.Thinks || !heard.HasResults)
            return;
        var asking = heard.Turns.FindLast(static turn => turn.Role == "assistant")!;
        messages.Demand(asking.Parts[0] is HeardThought, "When `thinking` is enabled, a final `assistant` message must start with a thinking block");
    }
}
