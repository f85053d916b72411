namespace Parley.TestKit.Strict.Gemini;

/// <summary>Examines a request for content. Source: the Gemini API reference and the errors of its service.</summary>
internal static class GeminiRequest
{
    private static readonly string[] ConfigMembers =
    [
        "temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences", "responseMimeType", "responseSchema", "responseJsonSchema", "presencePenalty",
        "frequencyPenalty", "seed", "responseLogprobs", "logprobs", "thinkingConfig", "responseModalities", "mediaResolution",
    ];

    public static Heard Read(Given body, Heard heard)
    {
        body.Only("contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings", "cachedContent");
        if (body["systemInstruction"] is { IsThere: true } system)
            heard.System.AddRange(system.Only("parts", "role")["parts"].Items().Select(static part => part.Only("text")["text"].Text()));
        GeminiContents.Read(body["contents"], heard);
        foreach (var tool in body["tools"].OptionalItems())
            heard.Tools.AddRange(tool.Only("functionDeclarations")["functionDeclarations"].Items().Select(ReadFunction));
        body["tools"].Demand(!body["tools"].IsThere || heard.Tools.Count > 0, "is empty");
        if (body["toolConfig"] is { IsThere: true } tools)
            heard.ToolChoice = ReadChoice(tools.Only("functionCallingConfig")["functionCallingConfig"], heard);
        if (body["generationConfig"] is { IsThere: true } config)
            ReadConfig(config.Only(ConfigMembers), heard);
        return heard;
    }

    private static HeardTool ReadFunction(Given function)
    {
        function.Only("name", "description", "parameters", "parametersJsonSchema");
        var (schema, free) = (function["parameters"], function["parametersJsonSchema"]);
        function.Demand(!schema.IsThere || !free.IsThere, "parameters and parametersJsonSchema exclude each other");
        if (schema.IsThere)
            SchemaRules.DemandOpenApi(schema);
        return new HeardTool(function["name"].Name(), function["description"].OptionalText() ?? "", schema.IsThere ? schema : free);
    }

    private static string ReadChoice(Given config, Heard heard)
    {
        var mode = config.Only("mode", "allowedFunctionNames")["mode"].Word("AUTO", "ANY", "NONE", "VALIDATED");
        config.Demand(mode is "NONE" or "AUTO" || heard.Tools.Count > 0, "function calling config is set without function declarations");
        var allowed = config["allowedFunctionNames"].OptionalItems().Select(static item => item.Text()).ToList();
        config.Demand(allowed.Count == 0 || mode is "ANY" or "VALIDATED", "allowed function names are only for mode ANY");
        config.Demand(allowed.All(name => heard.Tools.Any(tool => tool.Name == name)), "allowed function names must be declared");
        return mode switch
        {
            "ANY" when allowed.Count > 0 => "named:" + string.Join(',', allowed),
            "ANY" => "required",
            "NONE" => "none",
            _ => "auto",
        };
    }

    private static void ReadConfig(Given config, Heard heard)
    {
        heard.MaxTokens = config["maxOutputTokens"].Whole(1);
        heard.Temperature = config["temperature"].Number(0, 2);
        heard.Stops.AddRange(config["stopSequences"].OptionalItems().Select(static item => item.Text()));
        config["stopSequences"].Demand(heard.Stops.Count <= 5, "takes at most five");
        var (type, schema, free) = (config["responseMimeType"].OptionalText(), config["responseSchema"], config["responseJsonSchema"]);
        config.Demand(!schema.IsThere || !free.IsThere, "responseSchema and responseJsonSchema exclude each other");
        config.Demand(type == "application/json" || (!schema.IsThere && !free.IsThere), "response schemas need the mime type application/json");
        config.Demand(type != "application/json" || heard.Tools.Count == 0, "Function calling with a response mime type: 'application/json' is unsupported");
        if (schema.IsThere)
            SchemaRules.DemandOpenApi(schema);
        if (schema.IsThere || free.IsThere)
            heard.Form = schema.IsThere ? schema : free;
        if (config["thinkingConfig"] is not { IsThere: true } thinking)
            return;
        // thinkingLevel is for the third generation.
        thinking.Only("includeThoughts", "thinkingBudget")["thinkingBudget"].Whole(-1);
        heard.Thinks = thinking["includeThoughts"].Flag();
    }
}
