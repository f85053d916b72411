namespace Parley.TestKit.Strict.Anthropic;

/// <summary>Examines a request for a message. Source: Anthropic's API reference and the errors of its service.</summary>
internal static class AnthropicRequest
{
    private const long LeastThinking = 1024;

    public static Heard Read(Given body, bool systemInMessages)
    {
        body.Only("model", "messages", "max_tokens", "system", "stop_sequences", "stream", "temperature", "top_p", "top_k", "metadata", "tools", "tool_choice", "thinking", "output_config", "service_tier");
        var heard = new Heard(body["model"].Text(), body["stream"].Flag())
        {
            MaxTokens = body["max_tokens"].Whole(1) ?? throw body["max_tokens"].Wrong("Field required"),
            Temperature = body["temperature"].Number(0, 1),
        };
        ReadSystem(body["system"], heard);
        ReadThinking(body, heard);
        AnthropicMessages.Read(body["messages"], heard, systemInMessages);
        heard.Stops.AddRange(body["stop_sequences"].OptionalItems().Select(static item => item.Text()));
        body["stop_sequences"].Demand(heard.Stops.All(static stop => !string.IsNullOrWhiteSpace(stop)), "each stop sequence must contain non-whitespace");
        ReadTools(body, heard);
        if (body["output_config"] is { IsThere: true } config)
            ReadForm(config.Only("format", "effort")["format"], heard);
        return heard;
    }

    private static void ReadSystem(Given system, Heard heard)
    {
        if (!system.IsThere)
            return;
        if (system.IsText)
            heard.System.Add(system.Text());
        else
            heard.System.AddRange(system.Items().Select(static block => block.Only("type", "text", "cache_control")["text"].Text()));
        system.Demand(heard.System.All(static text => text.Length > 0), "text content blocks must be non-empty");
    }

    private static void ReadThinking(Given body, Heard heard)
    {
        if (body["thinking"] is not { IsThere: true } thinking || thinking["type"].Word("enabled", "disabled") == "disabled")
            return;
        heard.Thinks = true;
        var budget = thinking.Only("type", "budget_tokens", "display")["budget_tokens"].Whole(LeastThinking) ?? throw thinking.Wrong("budget_tokens: Field required");
        body["max_tokens"].Demand(heard.MaxTokens > budget, "must be greater than thinking.budget_tokens");
        body["temperature"].Demand(heard.Temperature is null or 1, "may only be set to 1 when thinking is enabled");
        body["top_k"].Demand(!body["top_k"].IsThere, "must be unset when thinking is enabled");
        body["tool_choice"].Demand(!body["tool_choice"].IsThere || body["tool_choice"]["type"].Text() is "auto" or "none", "Thinking may not be enabled when tool_choice forces tool use");
    }

    private static void ReadTools(Given body, Heard heard)
    {
        foreach (var tool in body["tools"].OptionalItems())
        {
            tool.Only("name", "description", "input_schema", "type", "strict", "cache_control", "eager_input_streaming");
            tool["eager_input_streaming"].Flag();
            var schema = tool["input_schema"];
            schema.Demand(schema.IsThere, "Field required");
            schema["type"].Word("object");
            if (tool["strict"].Flag())
                SchemaRules.DemandClosed(schema);
            heard.Tools.Add(new HeardTool(tool["name"].Name(128), tool["description"].OptionalText() ?? "", schema));
        }
        if (body["tool_choice"] is not { IsThere: true } choice)
            return;
        choice.Demand(heard.Tools.Count > 0, "may only be specified while providing tools");
        heard.ToolChoice = ReadChoice(choice);
        choice.Demand(heard.ToolChoice is not { } said || !said.StartsWith("named:", StringComparison.Ordinal) || heard.Tools.Any(tool => said == "named:" + tool.Name), "Tool not found in provided tools");
    }

    private static string ReadChoice(Given choice)
    {
        switch (choice["type"].Word("auto", "any", "tool", "none"))
        {
            case "auto":
                choice.Only("type", "disable_parallel_tool_use");
                return "auto";
            case "any":
                choice.Only("type", "disable_parallel_tool_use");
                return "required";
            case "tool":
                return "named:" + choice.Only("type", "name", "disable_parallel_tool_use")["name"].Text();
            default:
                choice.Only("type");
                return "none";
        }
    }

    private static void ReadForm(Given format, Heard heard)
    {
        if (!format.IsThere)
            return;
        format.Only("type", "schema")["type"].Word("json_schema");
        SchemaRules.DemandClosed(format["schema"]);
        heard.Form = format["schema"];
    }
}
