using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>What only Cohere's <c>embed</c> has: forms, images, purposes.</summary>
public sealed class CohereEmbedTests
{
    private const string Forms = """{"id":"e1","texts":["one"],"embeddings":{"float":[[1,0.5]],"int8":[[3,-4]],"base64":["AACAPwAAAD8="]},"meta":{"billed_units":{"input_tokens":2}},"response_type":"embeddings_by_type"}""";

    [Fact]
    public async Task Request_and_reply_are_copied()
    {
        await using var behind = await Behind.StartAsync("cohere");
        behind.Upstream.Then(Script.Json(Forms));
        const string Request = """{"model":"b/m","texts":["one"],"input_type":"search_query","embedding_types":["float","int8","base64"],"truncate":"END","output_dimension":2,"priority":1}""";

        var (status, body, _) = await behind.AskAsync("v2/embed", Request);

        Assert.Equal((200, Forms), (status, body));
        Assert.Equal("/v2/embed", behind.Upstream.Received[0].Target);
        Assert.Equal(Request.Replace("b/m", "m", StringComparison.Ordinal), behind.Upstream.Received[0].Body);
        Assert.Equal(2, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Fact]
    public async Task First_version_is_asked_in_the_second_and_answered_in_its_own_forms()
    {
        await using var behind = await Behind.StartAsync("cohere");
        behind.Upstream.Then(Script.Json(Forms));

        var (status, body, _) = await behind.AskAsync("v1/embed", """{"model":"b/m","texts":["one"],"embedding_types":["int8","base64"],"truncate":"START"}""");

        Assert.Equal(200, status);
        Assert.Equal("""{"model":"m","texts":["one"],"input_type":"search_document","embedding_types":["int8","base64"],"truncate":"START"}""", behind.Upstream.Received[0].Body);
        Assert.Equal("""{"int8":[[3,-4]],"base64":["AACAPwAAAD8="]}""", JsonNode.Parse(body)!["embeddings"]!.ToJsonString());
        Assert.Equal("embeddings_by_type", JsonNode.Parse(body)!["response_type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("v1/embeddings", """{"model":"b/m","input":"one","encoding_format":"int8","dimensions":2}""", """{"input_type":"search_document","embedding_types":["int8"],"output_dimension":2}""")]
    [InlineData("v1/embeddings", """{"model":"b/m","input":"one","input_type":"query"}""", """{"input_type":"search_query"}""")]
    [InlineData("v1beta/models/b/m:embedContent", """{"content":{"parts":[{"text":"one"}]},"taskType":"CLUSTERING"}""", """{"input_type":"clustering"}""")]
    [InlineData("v1beta/models/b/m:embedContent", """{"content":{"parts":[{"text":"one"}]},"taskType":"QUESTION_ANSWERING"}""", """{"input_type":"search_query"}""")]
    [InlineData("api/embed", """{"model":"b/m","input":"one","truncate":false}""", """{"input_type":"search_document","truncate":"NONE"}""")]
    public async Task Wishes_of_others_reach_Cohere(string path, string request, string sent)
    {
        await using var behind = await Behind.StartAsync("cohere");
        behind.Upstream.Then(Script.Json("""{"id":"e1","embeddings":{"int8":[[3,-4]]}}"""));

        var (status, _, _) = await behind.AskAsync(path, request);

        Assert.Equal(200, status);
        foreach (var (name, value) in JsonNode.Parse(sent)!.AsObject())
            Assert.Equal(value!.ToJsonString(), behind.Upstream.Received[0].Json[name]?.ToJsonString());
    }

    [Fact]
    public async Task Base64_is_written_from_what_others_give()
    {
        await using var behind = await Behind.StartAsync("ollama");
        behind.Upstream.Then(Script.Json("""{"model":"m","embeddings":[[1,0.5]]}"""));

        var (_, body, conversion) = await behind.AskAsync("v2/embed", """{"model":"b/m","texts":["one"],"input_type":"search_query","embedding_types":["base64","int8"]}""");

        Assert.Equal("""{"base64":["AACAPwAAAD8="]}""", JsonNode.Parse(body)!["embeddings"]!.ToJsonString());
        Assert.StartsWith("lossy", conversion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""["base64","float"]""", """{"base64":["AACAPwAAAD8="],"float":[[1,0.5]]}""", "")]
    [InlineData("""["float","base64"]""", """{"float":[[1,0.5]],"base64":["AACAPwAAAD8="]}""", "")]
    [InlineData("""["float","float"]""", """{"float":[[1,0.5]]}""", "")]
    [InlineData("""["int8","base64"]""", """{"base64":["AACAPwAAAD8="]}""", "dropped embedding_types[0]")]
    [InlineData("""["float","int8","binary"]""", """{"float":[[1,0.5]]}""", "dropped embedding_types[1]; dropped embedding_types[2]")]
    [InlineData("""["int8"]""", """{"float":[[1,0.5]]}""", "dropped embedding_types[0]")]
    [InlineData("""["int8","binary"]""", """{"float":[[1,0.5]]}""", "dropped embedding_types[0]; dropped embedding_types[1]")]
    public async Task Only_forms_that_are_not_given_are_lost_each_once(string types, string given, string lost)
    {
        foreach (var (type, answer) in new[] { ("openai", """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]}],"model":"m"}"""), ("ollama", """{"model":"m","embeddings":[[1,0.5]]}""") })
        {
            await using var behind = await Behind.StartAsync(type);
            behind.Upstream.Otherwise = _ => Script.Json(answer);
            var asked = $$"""{"model":"b/m","texts":["one"],"embedding_types":{{types}}}""";

            using var response = await behind.Gateway.PostAsync("v2/embed", asked);
            using var strict = await behind.Gateway.PostAsync("v2/embed", asked, ("x-parley-conversion", "reject"));

            Assert.Equal(given, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["embeddings"]!.ToJsonString());
            Assert.Equal(lost, string.Join("; ", Details(response).Split("; ").Where(static entry => entry.Contains("dropped", StringComparison.Ordinal))));
            Assert.Equal(lost.Length == 0 ? 200 : 400, (int)strict.StatusCode);
        }
    }

    private static string Details(HttpResponseMessage response) => response.Headers.TryGetValues("x-parley-conversion-details", out var details) ? details.Single() : "";

    [Fact]
    public async Task More_texts_than_Cohere_takes_are_asked_for_in_several_requests()
    {
        await using var behind = await Behind.StartAsync("cohere");
        behind.Upstream.Otherwise = static request => Script.Json(
            """{"id":"e","embeddings":{"float":[VECTORS]},"meta":{"billed_units":{"input_tokens":1}}}""".Replace("VECTORS", string.Join(',', request.Json["texts"]!.AsArray().Select(static text => $"[{text}]")), StringComparison.Ordinal));
        var texts = string.Join(',', Enumerable.Range(0, 100).Select(static number => $"\"{number}\""));

        var (status, body, _) = await behind.AskAsync("v2/embed", $$"""{"model":"b/m","texts":[{{texts}}],"input_type":"search_document"}""");

        Assert.Equal(200, status);
        Assert.Equal([4, 96], behind.Upstream.Received.Select(static request => request.Json["texts"]!.AsArray().Count).Order());
        Assert.Equal(Enumerable.Range(0, 100), JsonNode.Parse(body)!["embeddings"]!["float"]!.AsArray().Select(static vector => vector![0]!.GetValue<int>()));
        Assert.Equal(2, JsonNode.Parse(body)!["meta"]!["billed_units"]!["input_tokens"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"model":"b/m","images":["data:image/png;base64,AA=="],"input_type":"image"}""", "images[0]")]
    [InlineData("""{"model":"b/m","inputs":[{"content":[{"type":"text","text":"a"}]},{"content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}],"input_type":"image"}""", "inputs[1]")]
    public async Task Images_only_Cohere_can_be_asked_for(string request, string place)
    {
        await using var elsewhere = await Behind.StartAsync("openai");
        await using var cohere = await Behind.StartAsync("cohere", """, "server": { "allow_slow_lane": true }""");
        var vectors = place == "inputs[1]" ? "[1],[2]" : "[1]";
        cohere.Upstream.Otherwise = _ => Script.Json($$$"""{"id":"e","embeddings":{"float":[{{{vectors}}}]}}""");

        var (refused, body, _) = await elsewhere.AskAsync("v2/embed", request);
        using var slow = await cohere.Gateway.PostAsync("v2/embed", request, ("x-parley-lane", "slow"));

        Assert.Equal(400, refused);
        Assert.Equal(place, JsonNode.Parse(body)!["param"]!.GetValue<string>());
        Assert.Empty(elsewhere.Upstream.Received);
        Assert.Equal(200, (int)slow.StatusCode);
        Assert.Equal("image", cohere.Upstream.Received[0].Json["input_type"]!.GetValue<string>());
        var sent = JsonNode.Parse(request)!.AsObject().First(static member => member.Key is "images" or "inputs");
        Assert.True(JsonNode.DeepEquals(sent.Value, cohere.Upstream.Received[0].Json[sent.Key]), cohere.Upstream.Received[0].Body);
    }

    [Theory]
    [InlineData("""{"model":"b/m"}""", "texts")]
    [InlineData("""{"model":"b/m","texts":[]}""", "texts")]
    [InlineData("""{"model":"b/m","texts":"a"}""", "texts")]
    [InlineData("""{"model":"b/m","texts":["a",1]}""", "texts[1]")]
    [InlineData("""{"model":"b/m","texts":["a"],"embedding_types":["float","half"]}""", "embedding_types[1]")]
    [InlineData("""{"model":"b/m","texts":["a"],"truncate":"MIDDLE"}""", "truncate")]
    public async Task Bad_request_is_told_with_its_place_on_either_lane(string request, string place)
    {
        foreach (var type in (string[])["cohere", "openai"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, body, _) = await behind.AskAsync("v2/embed", request);

            Assert.Equal((400, place), (status, JsonNode.Parse(body)!["param"]!.GetValue<string>()));
            Assert.Empty(behind.Upstream.Received);
        }
    }
}
