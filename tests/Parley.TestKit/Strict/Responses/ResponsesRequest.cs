namespace Parley.TestKit.Strict.Responses;

/// <summary>Examines a request for a response. Source: OpenAI's API reference and the errors of its service.</summary>
internal static class ResponsesRequest
{
    private const int LeastTokens = 16;

    private static readonly string[] Members =
    [
        "background", "conversation", "include", "input", "instructions", "max_output_tokens", "max_tool_calls", "metadata", "model", "parallel_tool_calls", "previous_response_id", "prompt", "prompt_cache_key",
        "prompt_cache_retention", "reasoning", "safety_identifier", "service_tier", "store", "stream", "stream_options", "temperature", "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user",
    ];

    public static Heard Read(Given body)
    {
        body.Only(Members);
        var heard = new Heard(body["model"].Text(), body["stream"].Flag());
        if (body["instructions"].OptionalText() is { } instructions)
            heard.System.Add(instructions);
        ResponsesItems.Read(body["input"], heard);
        heard.MaxTokens = body["max_output_tokens"].Whole(LeastTokens);
        heard.Temperature = body["temperature"].Number(0, 2);
        body["top_p"].Number(0, 1);
        body["store"].Flag();
        ReadTools(body, heard);
        if (body["text"] is { IsThere: true } text)
            ReadText(text, heard);
        if (body["reasoning"] is { IsThere: true } reasoning)
            ReadReasoning(reasoning, heard);
        return heard;
    }

    private static void ReadReasoning(Given reasoning, Heard heard)
    {
        reasoning.Only("effort", "summary");
        // A model that thinks does so unless it is told not to.
        heard.Thinks = !reasoning["effort"].IsThere || reasoning["effort"].Word("none", "minimal", "low", "medium", "high", "xhigh") != "none";
        if (reasoning["summary"].IsThere)
            reasoning["summary"].Word("auto", "concise", "detailed");
    }

    private static void ReadTools(Given body, Heard heard)
    {
        foreach (var tool in body["tools"].OptionalItems())
        {
            tool.Only("type", "name", "description", "parameters", "strict")["type"].Word("function");
            var schema = tool["parameters"];
            tool.Demand(schema.IsThere, "Missing required parameter: parameters");
            schema["type"].Word("object");
            // Left out, OpenAI closes the schema itself.
            if (tool["strict"].Flag())
                SchemaRules.DemandStrict(schema);
            heard.Tools.Add(new HeardTool(tool["name"].Name(), tool["description"].OptionalText() ?? "", schema));
        }
        body["parallel_tool_calls"].Flag();
        if (body["tool_choice"] is { IsThere: true } choice)
            heard.ToolChoice = ReadChoice(choice, heard);
    }

    private static string ReadChoice(Given choice, Heard heard)
    {
        if (choice.IsText)
        {
            var word = choice.Word("auto", "none", "required");
            choice.Demand(word == "auto" || heard.Tools.Count > 0, "is only allowed when tools are specified");
            return word;
        }
        choice.Only("type", "name")["type"].Word("function");
        var name = choice["name"].Text();
        choice.Demand(heard.Tools.Any(tool => tool.Name == name), "names no tool of the request");
        return "named:" + name;
    }

    private static void ReadText(Given text, Heard heard)
    {
        text.Only("format", "verbosity");
        if (text["format"] is not { IsThere: true } format)
            return;
        if (format["type"].Word("text", "json_object", "json_schema") != "json_schema")
        {
            format.Only("type");
            return;
        }
        format.Only("type", "name", "schema", "strict", "description")["name"].Name();
        if (format["strict"].Flag())
            SchemaRules.DemandStrict(format["schema"]);
        heard.Form = format["schema"];
    }
}
