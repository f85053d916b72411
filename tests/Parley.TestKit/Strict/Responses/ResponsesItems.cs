namespace Parley.TestKit.Strict.Responses;

/// <summary>Examines the items of a request, with the pairing of calls and outputs. What the assistant says in a row is one turn.</summary>
internal static class ResponsesItems
{
    private const int LongestId = 64;

    public static void Read(Given input, Heard heard)
    {
        if (input.IsText)
        {
            Turn(heard, "user").Parts.Add(new HeardText(input.Text()));
            return;
        }
        var open = new Dictionary<string, string>();
        foreach (var item in input.Items())
            ReadItem(item, heard, open);
        input.Demand(open.Count == 0, "No tool output found for function call");
        input.Demand(heard.Turns.Count > 0, "nobody said anything");
    }

    private static void ReadItem(Given item, Heard heard, Dictionary<string, string> open)
    {
        switch (item["type"].OptionalText() ?? "message")
        {
            case "message": ReadMessage(item, heard); break;
            case "function_call": ReadCall(item, heard, open); break;
            case "function_call_output": ReadOutput(item, heard, open); break;
            case "reasoning": ReadThought(item, heard); break;
            default: throw item["type"].Wrong("is not one of the supported values");
        }
    }

    private static HeardTurn Turn(Heard heard, string role)
    {
        if (role == "user" || heard.Turns.Count == 0 || heard.Last.Role != role)
            heard.Turns.Add(new HeardTurn(role));
        return heard.Last;
    }

    private static void ReadMessage(Given message, Heard heard)
    {
        var role = message.Only("type", "role", "content", "id", "status", "phase?")["role"].Word("system", "developer", "user", "assistant");
        var parts = Content(message["content"], role == "assistant" ? ["output_text", "refusal"] : ["input_text", "input_image", "input_file"]);
        if (role is "system" or "developer")
            heard.System.Add(string.Concat(parts.OfType<HeardText>().Select(static part => part.Text)));
        else
            Turn(heard, role).Parts.AddRange(parts);
    }

    private static void ReadCall(Given call, Heard heard, Dictionary<string, string> open)
    {
        call.Only("type", "id", "call_id", "name", "arguments", "status");
        var (id, name) = (call["call_id"].Text(), call["name"].Name());
        call.Demand(id.Length is > 0 and <= LongestId, $"the id \"{id}\" must have 1 to {LongestId} characters");
        Given.Parse(call["arguments"].Text()).Object();
        call.Demand(open.TryAdd(id, name), "the id was used before");
        Turn(heard, "assistant").Parts.Add(new HeardCall(id, name, call["arguments"].Text()));
    }

    private static void ReadOutput(Given output, Heard heard, Dictionary<string, string> open)
    {
        output.Only("type", "id", "call_id", "output", "status");
        output.Demand(open.Remove(output["call_id"].Text(), out var name), "No tool call found for function call output");
        var parts = Content(output["output"], "input_text", "input_image", "input_file");
        Turn(heard, "tool").Parts.Add(new HeardResult(name!, string.Concat(parts.OfType<HeardText>().Select(static part => part.Text))));
    }

    private static void ReadThought(Given thought, Heard heard)
    {
        thought.Only("type", "id", "summary", "encrypted_content?", "content?", "status");
        thought["id"].Demand(thought["id"].Text().StartsWith("rs_", StringComparison.Ordinal), "Expected an ID that begins with 'rs'");
        var pieces = thought["summary"].Items().Select(static piece => piece.Only("type", "text")["text"].Text());
        Turn(heard, "assistant").Parts.Add(new HeardThought(string.Concat(pieces), thought["encrypted_content"].OptionalText() ?? ""));
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
            case "input_text": return new HeardText(part.Only("type", "text")["text"].Text());
            case "output_text": return new HeardText(part.Only("type", "text", "annotations", "logprobs?")["text"].Text());
            case "refusal": return new HeardText(part.Only("type", "refusal")["refusal"].Text());
            case "input_file": return new HeardText("");
        }
        var address = part.Only("type", "image_url", "detail")["image_url"].Text();
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
