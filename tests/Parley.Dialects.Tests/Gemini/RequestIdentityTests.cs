using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class RequestIdentityTests
{
    [Theory]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("""{"contents":[{"role":"user","parts":[]}],"generationConfig":{}}""")]
    [InlineData("""{"systemInstruction":{"role":"user","parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"user","parts":[{"text":"again"}]}]}""")]
    [InlineData("""{"systemInstruction":{"parts":{"text":""}},"contents":[{"role":"user","parts":[{"text":"","thought":false}]}]}""")]
    [InlineData("""{"contents":[{"role":"system","parts":[{"text":"Inside"}]},{"role":"nobody","parts":[{"text":"Hi"}],"custom":1}]}""")]
    [InlineData("""{"model":"models/gemini-2.5-flash","contents":[{"role":"user","parts":[{"text":"Hi"}]}]}""")]
    [InlineData("""{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"safetySettings":[{"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"BLOCK_NONE"}],"cachedContent":"cachedContents/1","labels":{"a":"b"},"serviceTier":"flex"}""")]
    public void Request_written_again_means_the_same(string body) => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request(body));

    [Fact]
    public void Parts_of_every_kind_survive_in_order() => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request("""
        {"contents":[
          {"role":"user","parts":[
            {"inlineData":{"mimeType":"image/png","data":"iVBO","displayName":"a.png"},"mediaResolution":{"level":"MEDIA_RESOLUTION_LOW"}},
            {"fileData":{"fileUri":"gs://bucket/a.wav","mimeType":"audio/wav"}},
            {"fileData":{"fileUri":"https://www.youtube.com/watch?v=1"},"videoMetadata":{"startOffset":"1s"}},
            {"text":"Look"}]},
          {"role":"model","parts":[
            {"text":"Thinking","thought":true,"thoughtSignature":"c2ln"},
            {"executableCode":{"language":"PYTHON","code":"1+1"},"thoughtSignature":"Y29kZQ=="},
            {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"2"}},
            {"toolCall":{"id":"s1","toolType":"GOOGLE_SEARCH_WEB","args":{"queries":["x"]}}},
            {"toolResponse":{"id":"s1","toolType":"GOOGLE_SEARCH_WEB"}},
            {"text":"","thoughtSignature":"bGFzdA=="}]}]}
        """));

    [Fact]
    public void Calls_and_results_keep_ids_signatures_and_their_place() => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request("""
        {"contents":[
          {"role":"user","parts":[{"text":"Weather?"}]},
          {"role":"model","parts":[
            {"functionCall":{"name":"weather","args":{"city":"Paris"}},"thoughtSignature":"Zmlyc3Q="},
            {"functionCall":{"id":"c2","name":"weather","args":{},"willContinue":false}}]},
          {"role":"user","parts":[
            {"text":"Here you are"},
            {"functionResponse":{"name":"weather","response":{"result":"sunny"},"scheduling":"SILENT"}},
            {"functionResponse":{"id":"c2","name":"weather","response":{"error":"unknown"},"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBO"}}]}},
            {"text":"and now?"}]}]}
        """));

    [Fact]
    public void Tools_of_every_kind_keep_their_lists_and_schemas() => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request("""
        {"contents":[{"role":"user","parts":[{"text":"Hi"}]}],
         "tools":[
          {"googleSearch":{}},
          {"functionDeclarations":[
            {"name":"a","description":"","parameters":{"type":"OBJECT","properties":{"x":{"type":"STRING","nullable":true}}},"behavior":"BLOCKING"},
            {"name":"b","parametersJsonSchema":{"type":"object","properties":{},"additionalProperties":false}}]},
          {"functionDeclarations":[{"name":"c","response":{"type":"STRING"}}]},
          {"google_search_retrieval":{"dynamicRetrievalConfig":{"mode":"MODE_DYNAMIC"}}}],
         "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["a","b"]},"includeServerSideToolInvocations":true}}
        """));

    [Theory]
    [InlineData("""{"mode":"VALIDATED"}""")]
    [InlineData("""{"mode":"AUTO"}""")]
    [InlineData("""{"mode":"none"}""")]
    [InlineData("""{"mode":"AUTO","allowedFunctionNames":["a"]}""")]
    [InlineData("""{"mode":"ANY","streamFunctionCallArguments":true}""")]
    public void Function_calling_config_survives(string config) => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request($$$"""
        {"contents":[],"tools":[{"functionDeclarations":[{"name":"a"}]}],"toolConfig":{"functionCallingConfig":{{{config}}}}}
        """));

    [Theory]
    [InlineData("""{"temperature":0.5,"topP":0.9,"topK":3,"candidateCount":2,"maxOutputTokens":9,"stopSequences":["a","b","c","d","e","f"],"presencePenalty":1,"frequencyPenalty":-1,"seed":7}""")]
    [InlineData("""{"responseLogprobs":true,"logprobs":5,"mediaResolution":"MEDIA_RESOLUTION_LOW","speechConfig":{"voiceConfig":{}},"responseModalities":["AUDIO"]}""")]
    [InlineData("""{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"INTEGER","format":"int32"}}}}""")]
    [InlineData("""{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}""")]
    [InlineData("""{"responseMimeType":"application/json"}""")]
    [InlineData("""{"responseMimeType":"text/plain"}""")]
    [InlineData("""{"responseMimeType":"text/x.enum","responseSchema":{"type":"STRING","enum":["a"]}}""")]
    [InlineData("""{"thinkingConfig":{"thinkingBudget":0}}""")]
    [InlineData("""{"thinkingConfig":{"thinkingBudget":-1,"includeThoughts":true}}""")]
    [InlineData("""{"thinkingConfig":{"thinkingLevel":"HIGH","includeThoughts":false,"future":1}}""")]
    public void Generation_config_survives(string config) => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request($$$"""{"contents":[],"generationConfig":{{{config}}}}"""));

    [Fact]
    public void Explicit_nulls_stand_for_absent() => CodecProof.RequestIdentity(GeminiWire.Codec, GeminiWire.Request("""
        {"contents":[{"role":"user","parts":[{"text":"Hi","inlineData":null}]}],"systemInstruction":null,"safetySettings":null,"toolConfig":null,"generationConfig":null,"tools":[{"codeExecution":{},"googleSearch":null}]}
        """));

    [Fact]
    public void Snake_case_is_read_and_written_as_lower_camel_case()
    {
        var request = GeminiWire.Read("""
            {"system_instruction":{"parts":[{"text":"s"}]},
             "contents":{"parts":{"inline_data":{"mime_type":"image/png","data":"iVBO"},"thought_signature":"c2ln"}},
             "generation_config":{"max_output_tokens":5,"stop_sequences":["x"],"response_mime_type":"application/json","response_schema":{"type":"string"},"thinking_config":{"thinking_budget":1}},
             "tools":{"function_declarations":{"name":"f","parameters_json_schema":{"type":"object"}}},
             "tool_config":{"function_calling_config":{"mode":"ANY","allowed_function_names":["f"]}}}
            """);
        GeminiWire.AssertRequest("""
            {"systemInstruction":{"parts":[{"text":"s"}]},
             "contents":[{"role":"user","parts":{"inlineData":{"mimeType":"image/png","data":"iVBO"},"thoughtSignature":"c2ln"}}],
             "tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object"}}]}],
             "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},
             "generationConfig":{"maxOutputTokens":5,"stopSequences":["x"],"responseMimeType":"application/json","responseSchema":{"type":"string"},"thinkingConfig":{"thinkingBudget":1}}}
            """, CodecProof.WriteRequest(GeminiWire.Codec, request));
    }
}
