using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Vectors in every dialect that has them, from a backend of every other.</summary>
public sealed class EmbeddingTests
{
    private static readonly (string Type, string Path, string Sent, string Answer)[] Backends =
    [
        ("openai", "/v1/embeddings", """{"model":"m","input":["one","two"]}""",
            """{"object":"list","data":[{"object":"embedding","index":1,"embedding":[0.25,-2]},{"object":"embedding","index":0,"embedding":[1,0.5]}],"model":"m-1","usage":{"prompt_tokens":4,"total_tokens":4}}"""),
        ("gemini", "/v1beta/models/m:batchEmbedContents", """{"requests":[{"model":"models/m","content":{"parts":[{"text":"one"}]}},{"model":"models/m","content":{"parts":[{"text":"two"}]}}]}""",
            """{"embeddings":[{"values":[1,0.5]},{"values":[0.25,-2]}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}"""),
        ("ollama", "/api/embed", """{"model":"m","input":["one","two"]}""",
            """{"model":"m-1","embeddings":[[1,0.5],[0.25,-2]],"prompt_eval_count":4,"total_duration":9}"""),
        ("cohere", "/v2/embed", """{"model":"m","texts":["one","two"]}""",
            """{"id":"e1","embeddings":{"float":[[1,0.5],[0.25,-2]]},"texts":["one","two"],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":4}},"response_type":"embeddings_by_type"}"""),
    ];

    private static readonly (string Name, string Path, string Request, string Answer)[] Callers =
    [
        ("openai", "v1/embeddings", """{"model":"b/m","input":["one","two"]}""",
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]},{"object":"embedding","index":1,"embedding":[0.25,-2]}],"usage":{"prompt_tokens":4,"total_tokens":4}}"""),
        ("openai base64", "openai/v1/embeddings", """{"model":"b/m","input":["one","two"],"encoding_format":"base64"}""",
            """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAD8="},{"object":"embedding","index":1,"embedding":"AACAPgAAAMA="}],"usage":{"prompt_tokens":4,"total_tokens":4}}"""),
        ("gemini", "v1beta/models/b/m:batchEmbedContents", """{"requests":[{"model":"models/b/m","content":{"parts":[{"text":"one"}]}},{"model":"models/b/m","content":{"parts":[{"text":"two"}]}}]}""",
            """{"embeddings":[{"values":[1,0.5]},{"values":[0.25,-2]}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}"""),
        ("ollama", "api/embed", """{"model":"b/m","input":["one","two"]}""",
            """{"embeddings":[[1,0.5],[0.25,-2]],"prompt_eval_count":4}"""),
        ("cohere", "v2/embed", """{"model":"b/m","texts":["one","two"],"input_type":"search_query","embedding_types":["float"]}""",
            """{"embeddings":{"float":[[1,0.5],[0.25,-2]]},"texts":["one","two"],"meta":{"billed_units":{"input_tokens":4}},"response_type":"embeddings_by_type"}"""),
        ("cohere, first version", "v1/embed", """{"model":"b/m","texts":["one","two"]}""",
            """{"embeddings":[[1,0.5],[0.25,-2]],"texts":["one","two"],"meta":{"billed_units":{"input_tokens":4}},"response_type":"embeddings_floats"}"""),
    ];

    public static MatrixTheoryData<string, string> Pairs => new(Callers.Select(static caller => caller.Name), Backends.Select(static backend => backend.Type));

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Vectors_reach_the_caller_in_order_and_in_its_words(string caller, string backend)
    {
        var (_, path, request, answer) = Callers.Single(one => one.Name == caller);
        var (type, sentPath, sent, reply) = Backends.Single(one => one.Type == backend);
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, _) = await behind.AskAsync(path, request);

        Assert.Equal(200, status);
        Covers(JsonNode.Parse(answer)!, JsonNode.Parse(InOrder(body))!);
        Assert.Equal(sentPath, behind.Upstream.Received[0].Target);
        Covers(JsonNode.Parse(sent)!, behind.Upstream.Received[0].Json);
        Assert.Equal(4, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Theory]
    [InlineData("v1beta/models/b/m:embedContent", """{"content":{"parts":[{"text":"one"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":2}""", """{"embedding":{"values":[1,0.5]}}""")]
    [InlineData("api/embeddings", """{"model":"b/m","prompt":"one"}""", """{"embedding":[1,0.5]}""")]
    [InlineData("v1/embeddings", """{"model":"b/m","input":"one"}""", """{"data":[{"index":0,"embedding":[1,0.5]}]}""")]
    public async Task One_text_gives_one_vector(string path, string request, string answer)
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]}],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}"""));

        var (status, body, _) = await behind.AskAsync(path, request);

        Assert.Equal(200, status);
        Covers(JsonNode.Parse(answer)!, JsonNode.Parse(body)!);
    }

    [Theory]
    [InlineData("cohere", "[1,2]")]
    [InlineData("gemini", "[[1,2],[3]]")]
    [InlineData("ollama", "[1]")]
    public async Task Token_numbers_are_refused_where_the_backend_takes_texts_alone(string type, string input)
    {
        await using var behind = await Behind.StartAsync(type);

        var (status, body, _) = await behind.AskAsync("v1/embeddings", $$"""{"model":"b/m","input":{{input}}}""");

        var error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal((400, "unsupported_feature", "input"), (status, error["code"]!.GetValue<string>(), error["param"]!.GetValue<string>()));
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Token_numbers_reach_a_backend_that_has_them()
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Json("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,0.5]}],"model":"m","usage":{"prompt_tokens":2,"total_tokens":2}}"""));

        var (status, _, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":[1,2]}""");

        Assert.Equal((200, """{"model":"m","input":[1,2]}"""), (status, behind.Upstream.Received[0].Body));
    }

    [Fact]
    public async Task What_the_backend_cannot_say_is_told()
    {
        await using var behind = await Behind.StartAsync("openai");
        behind.Upstream.Then(Script.Json(VectorsOf(["1"])));

        var (_, _, conversion) = await behind.AskAsync("v1beta/models/b/m:embedContent", """{"content":{"parts":[{"text":"one"}]},"taskType":"RETRIEVAL_QUERY"}""");

        Assert.StartsWith("lossy", conversion, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_texts_than_the_backend_takes_are_asked_for_in_several_requests()
    {
        await using var behind = await Behind.StartAsync("small", """, "providers": { "small": { "extends": "openai", "quirks": { "mostInputs": 2 } } }""");
        behind.Upstream.Otherwise = static request => Script.Json(VectorsOf(request.Json["input"]!.AsArray()));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["1","2","3","4","5"],"dimensions":1}""");

        Assert.Equal(200, status);
        Assert.Equal(["1", "2", "3", "4", "5"], JsonNode.Parse(body)!["data"]!.AsArray().Select(static item => item!["embedding"]![0]!.ToJsonString()));
        Assert.Equal(5, JsonNode.Parse(body)!["usage"]!["prompt_tokens"]!.GetValue<int>());
        Assert.Equal(["""["1","2"]""", """["3","4"]""", """["5"]"""], behind.Upstream.Received.Select(static request => request.Json["input"]!.ToJsonString()).Order(StringComparer.Ordinal));
        Assert.All(behind.Upstream.Received, static request => Assert.Equal(1, request.Json["dimensions"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Part_that_fails_fails_the_whole()
    {
        await using var behind = await Behind.StartAsync("small", """, "providers": { "small": { "extends": "openai", "quirks": { "mostInputs": 1 } } }""");
        behind.Upstream.Then(Script.Json(VectorsOf(["1"]))).Then(Script.Json("""{"error":{"message":"slow down","type":"rate_limit_error"}}""", 429));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["1","2"]}""");

        Assert.Equal(429, status);
        Assert.Equal("slow down", JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"embeddings":[[1]]}""")]
    [InlineData("""{"embeddings":[[1],[2],[3]]}""")]
    [InlineData("""{"embeddings":[]}""")]
    [InlineData("""{"embeddings":[1,2]}""")]
    [InlineData("<html>")]
    public async Task Answer_that_does_not_fit_the_texts_is_the_backends_fault(string reply)
    {
        await using var behind = await Behind.StartAsync("ollama");
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["1","2"]}""");

        Assert.Equal(502, status);
        Assert.Equal("provider", JsonNode.Parse(body)!["error"]!["source"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("embedContent", """{"content":{"parts":[{"text":"a"},{"text":5}]}}""", "content.parts[1].text")]
    [InlineData("batchEmbedContents", """{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":{"text":5}}}]}""", "requests[1].content.parts.text")]
    public async Task Bad_content_of_gemini_is_told_with_its_whole_place(string verb, string request, string place)
    {
        await using var behind = await Behind.StartAsync("openai");

        var (status, body, _) = await behind.AskAsync($"v1beta/models/b/m:{verb}", request);

        Assert.Equal(400, status);
        Assert.StartsWith(place + " must be", JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"b/m"}""", "input")]
    [InlineData("""{"model":"b/m","input":[]}""", "input")]
    [InlineData("""{"model":"b/m","input":[true]}""", "input[0]")]
    [InlineData("""{"model":"b/m","model":"b/n","input":"a"}""", "model")]
    [InlineData("""{"model":"b/m","input":null}""", "input")]
    [InlineData("""{"model":"b/m","input":7}""", "input")]
    [InlineData("""{"model":"b/m","input":{}}""", "input")]
    [InlineData("""{"model":"b/m","input":["a",1]}""", "input[1]")]
    [InlineData("""{"model":"b/m","input":[1,"a"]}""", "input[1]")]
    [InlineData("""{"model":"b/m","input":[[1],[]]}""", "input[1]")]
    [InlineData("""{"model":"b/m","input":[["a"]]}""", "input[0]")]
    [InlineData("""{"model":"b/m","input":[null]}""", "input[0]")]
    public async Task Bad_request_is_told_with_its_place_on_either_lane(string request, string place)
    {
        foreach (var type in (string[])["gemini", "vllm"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, body, _) = await behind.AskAsync("v1/embeddings", request);

            Assert.Equal(400, status);
            Assert.Equal(place, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>());
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]},{"index":2,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":null}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":["a"]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[null]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":"AACAPw=!"}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1}]}""")]
    [InlineData("{}")]
    [InlineData("<html>")]
    public async Task Copied_answer_that_is_none_is_the_backends_fault(string reply)
    {
        await using var behind = await Behind.StartAsync("vllm");
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["1","2"]}""");

        Assert.Equal(502, status);
        var error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal(("provider", "malformed_upstream_reply"), (error["source"]!.GetValue<string>(), error["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("gemini", """{"embeddings":[{"values":[1,"a"]},{"values":[1]}]}""")]
    [InlineData("gemini", """{"embeddings":[{"values":[1,[2]]},{"values":[1]}]}""")]
    [InlineData("ollama", """{"embeddings":[[1],[true]]}""")]
    [InlineData("cohere", """{"embeddings":{"float":[[1],[{}]]}}""")]
    [InlineData("cohere", """{"embeddings":{"float":[[1],[2]],"int8":[[1]]}}""")]
    [InlineData("cohere", """{"embeddings":{}}""")]
    public async Task Vector_that_is_not_of_numbers_is_the_backends_fault(string type, string reply)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["1","2"]}""");

        Assert.Equal(502, status);
        Assert.Equal("malformed_upstream_reply", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":2},{"content":{"parts":[{"text":"b"}]},"outputDimensionality":3}]}""", "requests[1].outputDimensionality")]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":2},{"content":{"parts":[{"text":"b"}]}}]}""", "requests[1].outputDimensionality")]
    [InlineData("""{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},{"content":{"parts":[{"text":"b"}]},"taskType":"RETRIEVAL_QUERY"}]}""", "requests[1].taskType")]
    public async Task Batch_of_unlike_requests_only_Gemini_can_be_asked_for(string request, string place)
    {
        await using var elsewhere = await Behind.StartAsync("openai");
        await using var gemini = await Behind.StartAsync("gemini");
        gemini.Upstream.Then(Script.Json("""{"embeddings":[{"values":[1,2]},{"values":[1,2,3]}]}"""));

        var (refused, body, _) = await elsewhere.AskAsync("v1beta/models/b/m:batchEmbedContents", request);
        var (status, _, _) = await gemini.AskAsync("v1beta/models/b/m:batchEmbedContents", request);

        Assert.Equal((400, 200), (refused, status));
        Assert.Contains(place.Contains("Dim", StringComparison.Ordinal) ? "several lengths" : "several purposes", body);
        Assert.Empty(elsewhere.Upstream.Received);
        var sent = gemini.Upstream.Received[0].Json["requests"]!;
        Assert.Equal(JsonNode.Parse(request)!["requests"]![1]!["outputDimensionality"]?.ToJsonString(), sent[1]!["outputDimensionality"]?.ToJsonString());
        Assert.Equal(JsonNode.Parse(request)!["requests"]![1]!["taskType"]?.ToJsonString(), sent[1]!["taskType"]?.ToJsonString());
    }

    [Fact]
    public async Task Batch_for_several_models_is_refused()
    {
        await using var behind = await Behind.StartAsync("gemini");

        var (status, body, _) = await behind.AskAsync("v1beta/models/b/m:batchEmbedContents",
            """{"requests":[{"model":"models/b/m","content":{"parts":[{"text":"a"}]}},{"model":"models/b/n","content":{"parts":[{"text":"b"}]}}]}""");

        Assert.Equal(400, status);
        Assert.Contains("requests[1].model", body);
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Older_operation_of_Ollama_takes_one_text()
    {
        foreach (var type in (string[])["ollama", "openai"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, _, _) = await behind.AskAsync("api/embeddings", """{"model":"b/m","prompt":["a","b"]}""");

            Assert.Equal(400, status);
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Theory]
    [InlineData("v1beta/models/b/m:embedContent", "{}")]
    [InlineData("v1beta/models/b/m:embedContent", """{"content":{"parts":null}}""")]
    [InlineData("v1beta/models/b/m:embedContent", """{"content":{"parts":[]}}""")]
    [InlineData("v1beta/models/b/m:batchEmbedContents", """{"requests":[{}]}""")]
    [InlineData("api/embed", """{"model":"b/m"}""")]
    [InlineData("api/embed", """{"model":"b/m","input":[]}""")]
    public async Task Request_for_nothing_is_the_callers_fault(string path, string request)
    {
        await using var behind = await Behind.StartAsync("openai");

        var (status, _, _) = await behind.AskAsync(path, request);

        Assert.Equal(400, status);
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Backend_without_embeddings_says_so()
    {
        await using var behind = await Behind.StartAsync("anthropic");

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":"a"}""");

        Assert.Equal(400, status);
        Assert.Equal("unsupported_operation", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Numbers_where_base64_was_asked_for_are_written_anew()
    {
        await using var behind = await Behind.StartAsync("vllm");
        behind.Upstream.Then(Script.Json(Backends[0].Answer));

        var (_, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":["one","two"],"encoding_format":"base64"}""");

        Assert.Equal("AACAPwAAAD8=", JsonNode.Parse(body)!["data"]![0]!["embedding"]!.GetValue<string>());
    }

    private static string VectorsOf(JsonArray inputs)
    {
        var data = string.Join(',', inputs.Select(static (input, index) => $$"""{"object":"embedding","index":{{index}},"embedding":[{{input}}]}"""));
        return $$$"""{"object":"list","data":[{{{data}}}],"model":"m","usage":{"prompt_tokens":{{{inputs.Count}}},"total_tokens":{{{inputs.Count}}}}}""";
    }

    /// <summary>A copied reply keeps the backend's order; <c>index</c> tells.</summary>
    private static string InOrder(string body)
    {
        var node = JsonNode.Parse(body)!;
        if (node["data"] is not JsonArray data)
            return body;
        node["data"] = new JsonArray([.. data.OrderBy(static item => item!["index"]!.GetValue<int>()).Select(static item => item!.DeepClone())]);
        return node.ToJsonString();
    }

    private static void Covers(JsonNode expected, JsonNode actual)
    {
        if (expected is JsonObject members)
        {
            foreach (var (name, value) in members)
                Covers(value!, actual[name] ?? throw new Xunit.Sdk.XunitException($"{name} is missing in {actual.ToJsonString()}."));
            return;
        }
        if (expected is JsonArray { Count: > 0 } elements && elements[0] is JsonObject)
        {
            Assert.Equal(elements.Count, actual.AsArray().Count);
            for (var i = 0; i < elements.Count; i++)
                Covers(elements[i]!, actual[i]!);
            return;
        }
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{actual.ToJsonString()} is not {expected.ToJsonString()}.");
    }
}
