namespace Parley.TestKit.Strict.Cohere;

/// <summary>Examines a request for chat. Source: the API reference of <c>/v2/chat</c> and the types of the official SDKs. Unknown members are refused, for they would be lost in silence.</summary>
internal static class CohereRequest
{
    private const int MostStops = 5;

    private static readonly string[] Members =
    [
        "model", "messages", "stream", "tools", "strict_tools", "documents", "citation_options", "response_format", "safety_mode", "max_tokens", "stop_sequences", "temperature", "seed",
        "frequency_penalty", "presence_penalty", "k", "p", "logprobs", "tool_choice", "thinking", "priority",
    ];

    public static Heard Read(Given body)
    {
        body.Only(Members);
        var heard = new Heard(body["model"].Text(), body["stream"].Flag());
        CohereMessages.Read(body["messages"], heard);
        ReadLimits(body, heard);
        ReadTools(body, heard);
        ReadForm(body, heard);
        ReadThinking(body["thinking"], heard);
        return heard;
    }

    private static void ReadLimits(Given body, Heard heard)
    {
        heard.MaxTokens = body["max_tokens"].Whole(1);
        heard.Temperature = body["temperature"].Number(0, double.MaxValue);
        body["p"].Number(0.01, 0.99);
        body["k"].Number(0, 500);
        body["seed"].Whole(0);
        body["frequency_penalty"].Number(0, 1);
        body["presence_penalty"].Number(0, 1);
        body["logprobs"].Flag();
        heard.Stops.AddRange(body["stop_sequences"].OptionalItems().Select(static item => item.Text()));
        body["stop_sequences"].Demand(heard.Stops.Count <= MostStops, $"takes up to {MostStops} sequences");
    }

    private static void ReadTools(Given body, Heard heard)
    {
        foreach (var tool in body["tools"].OptionalItems())
        {
            tool.Only("type", "function")["type"].Word("function");
            var function = tool["function"].Only("name", "description", "parameters");
            function["parameters"]["type"].Word("object");
            heard.Tools.Add(new HeardTool(function["name"].Name(), function["description"].OptionalText() ?? "", function["parameters"]));
        }
        body["strict_tools"].Demand(!body["strict_tools"].Flag() || heard.Tools.Count > 0, "needs tools");
        if (body["tool_choice"] is not { IsThere: true } choice)
            return;
        choice.Demand(heard.Tools.Count > 0, "needs tools");
        heard.ToolChoice = choice.Word("REQUIRED", "NONE").ToLowerInvariant();
    }

    private static void ReadForm(Given body, Heard heard)
    {
        if (body["response_format"] is not { IsThere: true } form)
            return;
        form.Demand(heard.Tools.Count == 0 && !body["documents"].IsThere, "is not supported in combination with tools or documents");
        var isText = form.Only("type", "json_schema")["type"].Word("text", "json_object") == "text";
        if (form["json_schema"] is not { IsThere: true } schema)
            return;
        form.Demand(!isText, "json_schema must not be specified with type text");
        schema["type"].Word("object");
        heard.Form = schema;
    }

    private static void ReadThinking(Given thinking, Heard heard)
    {
        if (!thinking.IsThere)
            return;
        heard.Thinks = thinking.Only("type", "token_budget")["type"].Word("enabled", "disabled") == "enabled";
        thinking["token_budget"].Demand(thinking["token_budget"].Whole(1) is null || heard.Thinks, "is for thinking that is enabled");
    }
}
