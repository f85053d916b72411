namespace Parley.TestKit.Strict.Ollama;

/// <summary>Examines a request. Source: Ollama's api/types.go and docs. The real server overlooks unknown members; they are refused here, for they would be lost in silence.</summary>
internal static class OllamaRequest
{
    private static readonly string[] Options =
    [
        "num_predict", "temperature", "top_p", "top_k", "min_p", "stop", "seed", "repeat_penalty", "presence_penalty", "frequency_penalty", "num_ctx", "num_keep", "typical_p", "repeat_last_n",
    ];

    public static Heard ReadChat(Given body)
    {
        body.Only("model", "messages", "tools", "format", "options", "stream", "keep_alive", "think", "logprobs", "top_logprobs");
        var heard = Begin(body, generates: false);
        foreach (var tool in body["tools"].OptionalItems())
        {
            var function = tool.Only("type", "function")["function"].Only("name", "description", "parameters");
            tool["type"].Word("function");
            function["parameters"]["type"].Word("object");
            heard.Tools.Add(new HeardTool(function["name"].Name(), function["description"].OptionalText() ?? "", function["parameters"]));
        }
        ReadMessages(body["messages"], heard);
        return heard;
    }

    public static Heard ReadGenerate(Given body)
    {
        body.Only("model", "prompt", "suffix", "images", "format", "options", "system", "template", "context", "raw", "stream", "keep_alive", "think");
        var heard = Begin(body, generates: true);
        if (body["system"].OptionalText() is { } system)
            heard.System.Add(system);
        heard.Turns.Add(new HeardTurn("user"));
        heard.Last.Parts.Add(new HeardText(body["prompt"].Text()));
        heard.Last.Parts.AddRange(body["images"].OptionalItems().Select(static image => new HeardImage("image/png", image.Base64())));
        return heard;
    }

    private static Heard Begin(Given body, bool generates)
    {
        // Ollama streams unless told otherwise.
        var heard = new Heard(body["model"].Text(), !body["stream"].IsThere || body["stream"].Flag()) { Generates = generates };
        if (body["think"] is { IsThere: true } think)
        {
            // Levels are for gpt-oss only.
            think.Demand(!think.IsText || heard.Model.StartsWith("gpt-oss", StringComparison.Ordinal), "think value is not supported for this model");
            heard.Thinks = think.IsText ? think.Word("low", "medium", "high").Length > 0 : think.Flag();
        }
        if (body["format"] is { IsThere: true } format)
            heard.Form = ReadForm(format);
        if (body["options"] is { IsThere: true } options)
            ReadOptions(options.Only(Options), heard);
        return heard;
    }

    private static Given? ReadForm(Given format)
    {
        if (!format.IsText)
            return format["type"].Word("object", "array").Length > 0 ? format : null;
        format.Word("json");
        return null;
    }

    private static void ReadOptions(Given options, Heard heard)
    {
        heard.MaxTokens = options["num_predict"].Whole(-2);
        heard.Temperature = options["temperature"].Number(0, 2);
        heard.Stops.AddRange(options["stop"].OptionalItems().Select(static item => item.Text()));
    }

    private static void ReadMessages(Given messages, Heard heard)
    {
        List<string> open = [];
        foreach (var message in messages.Items())
        {
            var role = message.Only("role", "content", "thinking", "images", "tool_calls", "tool_name", "tool_call_id")["role"].Word("system", "user", "assistant", "tool");
            message.Demand(role == "assistant" || !message["tool_calls"].IsThere && !message["thinking"].IsThere, "only assistants think and call tools");
            if (role == "system")
                heard.System.Add(message["content"].Text());
            else if (role == "tool")
                ReadResult(message, heard, open);
            else
                open.AddRange(ReadTurn(message, role, heard));
        }
        messages.Demand(open.Count == 0, "calls are left without results");
    }

    private static IEnumerable<string> ReadTurn(Given message, string role, Heard heard)
    {
        var turn = new HeardTurn(role);
        heard.Turns.Add(turn);
        if (message["thinking"].IsThere)
            turn.Parts.Add(new HeardThought(message["thinking"].Text(), ""));
        turn.Parts.AddRange(message["images"].OptionalItems().Select(static image => new HeardImage("image/png", image.Base64())));
        if (message["content"].OptionalText() is { Length: > 0 } text)
            turn.Parts.Add(new HeardText(text));
        foreach (var call in message["tool_calls"].OptionalItems())
        {
            var function = call.Only("id", "type", "function")["function"].Only("name", "arguments", "index");
            turn.Parts.Add(new HeardCall("", function["name"].Name(), function["arguments"].Object().ToJsonString()));
        }
        message.Demand(turn.Parts.Count > 0, "says nothing");
        return turn.Parts.OfType<HeardCall>().Select(static call => call.Name);
    }

    private static void ReadResult(Given message, Heard heard, List<string> open)
    {
        message.Demand(open.Remove(message["tool_name"].Text()), "answers no call");
        if (heard.Turns.Count == 0 || heard.Last.Role != "tool")
            heard.Turns.Add(new HeardTurn("tool"));
        heard.Last.Parts.Add(new HeardResult(message["tool_name"].Text(), message["content"].Text()));
    }
}
