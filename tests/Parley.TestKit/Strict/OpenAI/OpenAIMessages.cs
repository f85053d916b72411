namespace Parley.TestKit.Strict.OpenAI;

/// <summary>Examines the messages of a request, with the pairing of calls and results.</summary>
internal static class OpenAIMessages
{
    private const int LongestId = 40;

    public static void Read(Given messages, Heard heard)
    {
        var open = new Dictionary<string, string>();
        foreach (var message in messages.Items())
        {
            var role = message["role"].Word("system", "developer", "user", "assistant", "tool");
            message.Demand(open.Count == 0 || role == "tool", "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'");
            switch (role)
            {
                case "system" or "developer":
                    heard.System.Add(string.Concat(Content(message.Only("role", "content", "name")["content"], isUser: false).OfType<HeardText>().Select(static part => part.Text)));
                    break;
                case "user":
                    Turn(heard, role).Parts.AddRange(Content(message.Only("role", "content", "name")["content"], isUser: true));
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
        message.Only("role", "content?", "refusal?", "tool_calls", "name", "annotations", "audio?", "reasoning_content");
        if (message["reasoning_content"].IsThere)
            turn.Parts.Add(new HeardThought(message["reasoning_content"].Text(), ""));
        var calls = message["tool_calls"].OptionalItems();
        message.Demand(message["content"].IsThere || calls.Count > 0, "needs content or tool calls");
        message["tool_calls"].Demand(!message["tool_calls"].IsThere || calls.Count > 0, "is empty");
        if (message["content"].IsThere)
            turn.Parts.AddRange(Content(message["content"], isUser: false));
        foreach (var call in calls)
        {
            call.Only("id", "type", "function")["type"].Word("function");
            var (id, function) = (call["id"].Text(), call["function"].Only("name", "arguments"));
            call.Demand(id.Length is > 0 and <= LongestId, $"the id \"{id}\" must have 1 to {LongestId} characters");
            Given.Parse(function["arguments"].Text()).Object();
            call.Demand(open.TryAdd(id, function["name"].Name()), "the id was used before");
            turn.Parts.Add(new HeardCall(id, function["name"].Text(), function["arguments"].Text()));
        }
    }

    private static void ReadResult(Given message, Heard heard, Dictionary<string, string> open)
    {
        message.Only("role", "content", "tool_call_id");
        message.Demand(open.Remove(message["tool_call_id"].Text(), out var name), "messages with role 'tool' must be a response to a preceding message with 'tool_calls'");
        if (heard.Turns.Count == 0 || heard.Last.Role != "tool")
            heard.Turns.Add(new HeardTurn("tool"));
        heard.Last.Parts.Add(new HeardResult(name!, string.Concat(Content(message["content"], isUser: false).OfType<HeardText>().Select(static part => part.Text))));
    }

    private static IEnumerable<HeardPart> Content(Given content, bool isUser)
    {
        if (content.IsText)
            return [new HeardText(content.Text())];
        var parts = content.Items();
        content.Demand(parts.Count > 0, "is empty");
        return [.. parts.Select(part => Part(part, isUser))];
    }

    private static HeardPart Part(Given part, bool isUser)
    {
        if (part["type"].Word(isUser ? ["text", "image_url", "input_audio", "file"] : ["text", "refusal"]) != "image_url")
            return new HeardText(part.Only("type", "text")["text"].Text());
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
