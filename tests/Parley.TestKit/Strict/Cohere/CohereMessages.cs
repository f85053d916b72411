namespace Parley.TestKit.Strict.Cohere;

/// <summary>Examines the messages of a request, with the pairing of calls and results.</summary>
internal static class CohereMessages
{
    public static void Read(Given messages, Heard heard)
    {
        var open = new Dictionary<string, string>();
        foreach (var message in messages.Items())
        {
            var role = message["role"].Word("system", "user", "assistant", "tool");
            message.Demand(open.Count == 0 || role == "tool", "tool calls must be followed by their results");
            switch (role)
            {
                case "system":
                    heard.System.Add(string.Concat(Content(message.Only("role", "content")["content"], "text").OfType<HeardText>().Select(static part => part.Text)));
                    break;
                case "user":
                    Turn(heard, role).Parts.AddRange(Content(message.Only("role", "content")["content"], "text", "image_url"));
                    break;
                case "assistant":
                    ReadAssistant(message, Turn(heard, role), open);
                    break;
                default:
                    ReadResult(message, heard, open);
                    break;
            }
        }
        messages.Demand(open.Count == 0, "calls are left without results");
        messages.Demand(heard.Turns.Count > 0, "nobody said anything");
    }

    private static HeardTurn Turn(Heard heard, string role)
    {
        heard.Turns.Add(new HeardTurn(role));
        return heard.Last;
    }

    private static void ReadAssistant(Given message, HeardTurn turn, Dictionary<string, string> open)
    {
        message.Only("role", "content", "tool_plan", "tool_calls", "citations");
        var calls = message["tool_calls"].OptionalItems();
        message.Demand(message["content"].IsThere || calls.Count > 0, "needs content or tool calls");
        if (message["content"].IsThere)
            turn.Parts.AddRange(Content(message["content"], "text", "thinking"));
        if (message["tool_plan"].OptionalText() is { } plan)
            turn.Parts.Add(new HeardThought(plan, ""));
        foreach (var call in calls)
        {
            call.Only("id", "type", "function")["type"].Word("function");
            var (id, function) = (call["id"].Text(), call["function"].Only("name", "arguments"));
            Given.Parse(function["arguments"].Text()).Object();
            call.Demand(id.Length > 0 && open.TryAdd(id, function["name"].Name()), "the id is empty or was used before");
            turn.Parts.Add(new HeardCall(id, function["name"].Text(), function["arguments"].Text()));
        }
    }

    private static void ReadResult(Given message, Heard heard, Dictionary<string, string> open)
    {
        message.Only("role", "content", "tool_call_id");
        message.Demand(open.Remove(message["tool_call_id"].Text(), out var name), "answers no call");
        if (heard.Turns.Count == 0 || heard.Last.Role != "tool")
            heard.Turns.Add(new HeardTurn("tool"));
        heard.Last.Parts.Add(new HeardResult(name!, string.Concat(Content(message["content"], "text", "document").OfType<HeardText>().Select(static part => part.Text))));
    }

    private static IEnumerable<HeardPart> Content(Given content, params string[] types)
    {
        if (content.IsText)
            return [new HeardText(content.Text())];
        var parts = content.Items();
        content.Demand(parts.Count > 0, "is empty");
        return [.. parts.Select(part => Part(part, types))];
    }

    private static HeardPart Part(Given part, string[] types)
    {
        switch (part["type"].Word(types))
        {
            case "text": return new HeardText(part.Only("type", "text")["text"].Text());
            case "thinking": return new HeardThought(part.Only("type", "thinking")["thinking"].Text(), "");
            case "document": return new HeardText(part.Only("type", "document")["document"].Only("id", "data")["data"].Object().ToJsonString());
        }
        var address = part.Only("type", "image_url")["image_url"].Only("url", "detail")["url"].Text();
        if (!address.StartsWith("data:", StringComparison.Ordinal))
        {
            part.Demand(address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal), "is no address");
            return new HeardImage("", address);
        }
        var (type, data) = (address[5..address.IndexOf(';')], address[(address.IndexOf(',') + 1)..]);
        part.Demand(address == $"data:{type};base64,{data}" && type.StartsWith("image/", StringComparison.Ordinal), "is no image");
        part.Demand(Convert.TryFromBase64String(data, new byte[data.Length], out _), "is not base64");
        return new HeardImage(type, data);
    }
}
