namespace Parley.TestKit.Strict.OpenAI;

/// <summary>Examines a request for chat completions. Source: OpenAI's API reference and the errors of its service.</summary>
internal static class OpenAIRequest
{
    private static readonly string[] Members =
    [
        "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "top_p", "stop", "stream", "stream_options", "tools", "tool_choice", "parallel_tool_calls",
        "response_format", "reasoning_effort", "seed", "n", "user", "metadata", "logprobs", "top_logprobs", "presence_penalty", "frequency_penalty", "logit_bias",
        "service_tier", "store", "modalities", "audio", "prediction", "safety_identifier", "prompt_cache_key", "verbosity", "web_search_options",
    ];

    public static Heard Read(Given body)
    {
        body.Only(Members);
        var heard = new Heard(body["model"].Text(), body["stream"].Flag());
        OpenAIMessages.Read(body["messages"], heard);
        ReadStream(body, heard.Stream);
        ReadLimits(body, heard);
        ReadTools(body, heard);
        if (body["response_format"] is { IsThere: true } form)
            heard.Form = ReadForm(form);
        heard.Thinks = body["reasoning_effort"].IsThere || heard.Model.StartsWith("deepseek-reasoner", StringComparison.Ordinal);
        return heard;
    }

    private static void ReadStream(Given body, bool stream)
    {
        var options = body["stream_options"];
        options.Demand(options.IsThere == stream, "must be there in streams, so that they are accounted for, and only there");
        if (stream)
            options.Only("include_usage", "include_obfuscation")["include_usage"].Demand(options["include_usage"].Flag(), "must be true");
    }

    private static void ReadLimits(Given body, Heard heard)
    {
        var reasons = heard.Model.StartsWith('o');
        body["max_tokens"].Demand(!body["max_tokens"].IsThere || !reasons, "is not supported with this model, use max_completion_tokens");
        body["max_tokens"].Demand(!body["max_tokens"].IsThere || !body["max_completion_tokens"].IsThere, "cannot stand beside max_completion_tokens");
        heard.MaxTokens = body["max_tokens"].Whole(1) ?? body["max_completion_tokens"].Whole(1);
        heard.Temperature = body["temperature"].Number(0, 2);
        body["reasoning_effort"].Demand(!body["reasoning_effort"].IsThere || !heard.Model.StartsWith("gpt-4", StringComparison.Ordinal), "is not supported with this model");
        if (body["stop"] is not { IsThere: true } stop)
            return;
        if (stop.IsText)
            heard.Stops.Add(stop.Text());
        else
            heard.Stops.AddRange(stop.Items().Select(static item => item.Text()));
        stop.Demand(heard.Stops.Count is > 0 and <= 4, "takes one to four sequences");
    }

    private static void ReadTools(Given body, Heard heard)
    {
        foreach (var tool in body["tools"].OptionalItems())
        {
            tool.Only("type", "function")["type"].Word("function");
            var function = tool["function"].Only("name", "description", "parameters", "strict");
            var schema = function["parameters"];
            if (schema.IsThere)
                schema["type"].Word("object");
            if (function["strict"].Flag())
                SchemaRules.DemandStrict(schema);
            heard.Tools.Add(new HeardTool(function["name"].Name(), function["description"].OptionalText() ?? "", schema));
        }
        body["tools"].Demand(!body["tools"].IsThere || heard.Tools.Count > 0, "is empty");
        foreach (var member in (ReadOnlySpan<string>)["tool_choice", "parallel_tool_calls"])
            body[member].Demand(!body[member].IsThere || heard.Tools.Count > 0, "is only allowed when tools are specified");
        body["parallel_tool_calls"].Flag();
        if (body["tool_choice"] is { IsThere: true } choice)
            heard.ToolChoice = ReadChoice(choice, heard);
    }

    private static string ReadChoice(Given choice, Heard heard)
    {
        if (choice.IsText)
            return choice.Word("auto", "none", "required");
        choice.Only("type", "function")["type"].Word("function");
        var name = choice["function"].Only("name")["name"].Text();
        choice.Demand(heard.Tools.Any(tool => tool.Name == name), "names no tool of the request");
        return "named:" + name;
    }

    private static Given? ReadForm(Given form)
    {
        if (form["type"].Word("text", "json_object", "json_schema") != "json_schema")
        {
            form.Only("type");
            return null;
        }
        var schema = form.Only("type", "json_schema")["json_schema"].Only("name", "schema", "strict", "description");
        schema["name"].Name();
        if (schema["strict"].Flag())
            SchemaRules.DemandStrict(schema["schema"]);
        return schema["schema"];
    }
}
