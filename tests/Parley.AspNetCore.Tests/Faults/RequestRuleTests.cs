using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>What a dialect's own server would refuse is refused by the gateway too, in that dialect and with its place: towards the echo and wherever a request is translated.</summary>
public sealed class RequestRuleTests
{
    private const string Asked = "\"model\":\"b/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Theory]
    [InlineData("\"n\":0", "n", "from 1 to 128")]
    [InlineData("\"n\":-1", "n", "from 1 to 128")]
    [InlineData("\"temperature\":3", "temperature", "from 0 to 2")]
    [InlineData("\"top_p\":2", "top_p", "from 0 to 1")]
    [InlineData("\"presence_penalty\":-2.5", "presence_penalty", "from -2 to 2")]
    [InlineData("\"top_logprobs\":21", "top_logprobs", "from 0 to 20")]
    [InlineData("\"max_tokens\":-5", "max_tokens", "at least 1")]
    [InlineData("\"max_completion_tokens\":0", "max_completion_tokens", "at least 1")]
    [InlineData("\"stop\":[null]", "stop[0]", "a string")]
    [InlineData("\"stop\":5", "stop", "a string or an array of strings")]
    [InlineData("\"response_format\":{\"type\":\"wat\"}", "response_format.type", "json_schema")]
    [InlineData("\"response_format\":{}", "response_format.type", "json_schema")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", "response_format.json_schema", "missing")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":null}", "response_format.json_schema", "missing")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":[]}}", "response_format.json_schema.schema", "a JSON Schema")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":5}}]", "tools[0].function.parameters", "a JSON Schema")]
    public Task Chat_member_that_OpenAI_refuses_is_refused(string member, string place, string expected) =>
        RefusedAsync("v1/chat/completions", $$"""{{{Asked}},{{member}}}""", place, expected);

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,@@@"}}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png,abc"}}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"type":"image_url","image_url":{"url":null}}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"type":"image_url","image_url":{"url":""}}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"type":"image_url","image_url":{}}""", "messages[0].content[0].image_url.url")]
    [InlineData("""{"type":"image_url","image_url":null}""", "messages[0].content[0].image_url")]
    [InlineData("""{"type":"image_url"}""", "messages[0].content[0].image_url")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"A","format":"wav"}}""", "messages[0].content[0].input_audio.data")]
    [InlineData("""{"type":"file","file":{"file_data":"data:application/pdf;base64,%"}}""", "messages[0].content[0].file.file_data")]
    public Task Chat_medium_that_nobody_could_read_is_refused(string part, string place) =>
        RefusedAsync("v1/chat/completions", $$"""{"model":"b/m","messages":[{"role":"user","content":[{{part}}]}]}""", place, "");

    [Theory]
    [InlineData("v1/completions", """{"model":"b/m","prompt":"Hi","suffix":5}""", "suffix", "a string")]
    [InlineData("v1/completions", """{"model":"b/m","prompt":"Hi","n":0}""", "n", "from 1 to 128")]
    [InlineData("v1/completions", """{"model":"b/m","prompt":"Hi","max_tokens":-2}""", "max_tokens", "at least 0")]
    [InlineData("v1/completions", """{"model":"b/m","prompt":"Hi","logprobs":6}""", "logprobs", "from 0 to 5")]
    [InlineData("v1/completions", """{"model":"b/m","prompt":"Hi","stop":[null]}""", "stop[0]", "a string")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","truncation":"wat"}""", "truncation", "auto or disabled")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","temperature":2.5}""", "temperature", "from 0 to 2")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","max_output_tokens":-1}""", "max_output_tokens", "at least 1")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","text":{"format":{"type":"wat"}}}""", "text.format.type", "json_schema")]
    [InlineData("v1/responses", """{"model":"b/m","input":[{"type":"wat"}]}""", "input[0].type", "wat")]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","conversation":"conv_1"}""", "conversation", "conversation")]
    [InlineData("v1/responses", """{"model":"b/m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,?"}]}]}""", "input[0].content[0].image_url", "base64")]
    [InlineData("v1/responses", """{"model":"b/m","input":[{"role":"user","content":[{"type":"input_image","image_url":null}]}]}""", "input[0].content[0].image_url", "no image")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":-1,"messages":[{"role":"user","content":"Hi"}]}""", "max_tokens", "at least 0")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"top_k":1.5,"messages":[{"role":"user","content":"Hi"}]}""", "top_k", "a whole number")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"top_k":1e300,"messages":[{"role":"user","content":"Hi"}]}""", "top_k", "a whole number")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"top_k":3000000000,"messages":[{"role":"user","content":"Hi"}]}""", "top_k", "at least 0")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"top_p":5,"messages":[{"role":"user","content":"Hi"}]}""", "top_p", "from 0 to 1")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"temperature":1.5,"messages":[{"role":"user","content":"Hi"}]}""", "temperature", "from 0 to 1")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"stop_sequences":[null],"messages":[{"role":"user","content":"Hi"}]}""", "stop_sequences[0]", "a string")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"tools":[{"name":"f","input_schema":[]}],"messages":[{"role":"user","content":"Hi"}]}""", "tools[0].input_schema", "a JSON Schema")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"@"}}]}]}""", "messages[0].content[0].source.data", "base64")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":null}}]}]}""", "messages[0].content[0].source.url", "an address")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"messages":[{"role":"user","content":[{"type":"image"}]}]}""", "messages[0].content[0].source", "source")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"@"}}]}]}""", "contents[0].parts[0].inlineData.data", "base64")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"parts":[{"fileData":{"mimeType":"image/png"}}]}]}""", "contents[0].parts[0].fileData.fileUri", "an address")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"temperature":3}}""", "generationConfig.temperature", "from 0 to 2")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"candidateCount":0}}""", "generationConfig.candidateCount", "from 1 to 8")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":5}]}]}""", "tools[0].functionDeclarations[0].parameters", "a JSON Schema")]
    [InlineData("api/chat", """{"model":"b/m","messages":[{"role":"user","content":"Hi","images":["@@@@"]}]}""", "messages[0].images[0]", "base64")]
    [InlineData("api/generate", """{"model":"b/m","prompt":"Hi","images":[null]}""", "images[0]", "base64")]
    [InlineData("api/chat", """{"model":"b/m","options":{"stop":[null]},"messages":[{"role":"user","content":"Hi"}]}""", "options.stop[0]", "a string")]
    [InlineData("v2/chat", """{"model":"b/m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,@"}}]}]}""", "messages[0].content[0].image_url.url", "base64")]
    [InlineData("v2/chat", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"p":2}""", "p", "from 0 to 1")]
    [InlineData("v1/conversation", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"n":0}""", "n", "at least 1")]
    public Task Member_that_its_dialect_refuses_is_refused(string path, string body, string place, string expected) => RefusedAsync(path, body, place, expected);

    [Theory]
    [InlineData("v1/chat/completions", """{"model":"b/m"}""", "messages")]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":null}""", "messages")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5}""", "messages")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"messages":null}""", "messages")]
    [InlineData("v1beta/models/b/m:generateContent", """{}""", "contents")]
    [InlineData("v2/chat", """{"model":"b/m"}""", "messages")]
    [InlineData("v1/conversation", """{"model":"b/m"}""", "messages")]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":[ ]}""", "messages")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":5,"messages":[],"system":"x"}""", "messages")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[]}""", "contents")]
    [InlineData("v2/chat", """{"model":"b/m","messages":[]}""", "messages")]
    [InlineData("v1/conversation", """{"model":"b/m","messages":[]}""", "messages")]
    public Task Request_that_says_nothing_is_refused(string path, string body, string place) => RefusedAsync(path, body, place, "");

    [Theory]
    [InlineData("openai-compatible", "v1/chat/completions", """{"model":"b/m"}""", "messages")]
    [InlineData("openai-compatible", "v1/chat/completions", """{"model":"b/m","messages":[]}""", "messages")]
    [InlineData("vllm", "v1/completions", """{"model":"b/m","prompt":"Hi","suffix":5}""", "suffix")]
    [InlineData("anthropic", "v1/messages", """{"model":"b/m","max_tokens":5}""", "messages")]
    [InlineData("gemini", "v1beta/models/b/m:generateContent", """{}""", "contents")]
    public async Task What_the_fast_lane_sees_anyway_is_refused_there_too(string type, string path, string body, string place)
    {
        await using var behind = await Behind.StartAsync(type);

        var (status, answer, _) = await behind.AskAsync(path, body);

        Assert.Equal(400, status);
        Assert.Contains(place, answer, StringComparison.Ordinal);
        Assert.Empty(behind.Upstream.Received);
    }

    [Theory]
    [InlineData("openai-responses", "v1/responses", """{"model":"b/m","input":[{"type":"wat"}]}""")]
    [InlineData("openai-compatible", "v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"temperature":3,"n":0}""")]
    public async Task What_the_fast_lane_does_not_read_its_provider_judges(string type, string path, string body)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json("""{"error":{"message":"no","type":"invalid_request_error","param":"x","code":null}}""", 400));

        var (status, _, _) = await behind.AskAsync(path, body);

        Assert.Equal(400, status);
        Assert.Equal(body.Replace("b/m", "m", StringComparison.Ordinal), Assert.Single(behind.Upstream.Received).Body);
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,QUI"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD\nQUJD"}}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":"data:image\/png;base64,QU\/D"}}""")]
    [InlineData("""{"type":"image_url","image_url":"https://example.com/a.png"}""")]
    public async Task Medium_that_can_be_read_is_not_refused(string part)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"parley/echo","messages":[{"role":"user","content":[{{part}},{"type":"text","text":"Look"}]}]}""");
        Assert.Equal(200, (int)response.StatusCode);
    }

    /// <summary>Towards a backend of another dialect, and towards the echo.</summary>
    private static async Task RefusedAsync(string path, string body, string place, string expected)
    {
        await using var behind = await Behind.StartAsync(path.StartsWith("v1/messages", StringComparison.Ordinal) ? "groq" : "anthropic");
        foreach (var model in (string[])["b/m", "parley/echo"])
        {
            var (status, answer, _) = await behind.AskAsync(path.Replace("b/m", model, StringComparison.Ordinal), body.Replace("\"b/m\"", $"\"{model}\"", StringComparison.Ordinal));

            Assert.Equal(400, status);
            Assert.Contains(place, answer, StringComparison.Ordinal);
            Assert.Contains(expected, answer, StringComparison.Ordinal);
            if (JsonNode.Parse(answer)!["error"] is JsonObject error && error.ContainsKey("param"))
                Assert.Equal(place, error["param"]!.GetValue<string>());
        }
        Assert.Empty(behind.Upstream.Received);
    }
}
