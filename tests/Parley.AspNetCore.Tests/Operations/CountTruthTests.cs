using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>What a count says of itself, and what is not counted.</summary>
public sealed class CountTruthTests
{
    private const string Path = "v1/messages/count_tokens";
    private const string Hello = """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""";

    [Theory]
    [InlineData("openai", "m-1", 200, "adapted")]
    [InlineData("openai", "m-2", 200, "exact")]
    [InlineData("gemini", "m-1", 503, "adapted")]
    [InlineData("gemini", "m-1", 404, "adapted")]
    public async Task Count_of_another_model_than_would_be_asked_does_not_say_that_it_is_exact(string first, string model, int status, string conversion)
    {
        await using var pair = await StartAsync(first, model);
        pair.First.Otherwise = _ => Script.Json("""{"error":{"code":404,"message":"no"}}""", status);
        pair.Second.Then(Script.Json("""{"input_tokens":14}"""));

        using var response = await pair.Gateway.PostAsync(Path, Hello);

        Assert.Equal("""{"input_tokens":14}""", await response.Content.ReadAsStringAsync());
        Assert.Equal(conversion, response.Headers.GetValues("x-parley-conversion").Single());
    }

    [Fact]
    public async Task Server_without_the_operation_is_no_fault_of_the_request()
    {
        await using var pair = await StartAsync("gemini", "m-1");
        pair.First.Then(Script.Json("{}", 404));
        pair.Second.Then(Script.Json("""{"input_tokens":14}"""));

        using var response = await pair.Gateway.PostAsync(Path, Hello, ("x-parley-explain", "1"));

        var told = string.Join('\n', response.Headers.Select(static header => $"{header.Key}: {string.Join(',', header.Value)}"));
        Assert.Contains("it has no such operation, or no such model", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic", "v1beta/models/b/m:countTokens", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[{"codeExecution":{}}]}""")]
    [InlineData("gemini", Path, """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"f","input_schema":{"type":"object"}}]}""")]
    [InlineData("openai", Path, """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"code_execution_20250522","name":"code_execution"}]}""")]
    [InlineData("ollama", Path, """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"g"}}""")]
    public async Task What_no_chat_would_take_is_not_counted(string type, string path, string body)
    {
        await using var behind = await Behind.StartAsync(type);

        var (status, answer, _) = await behind.AskAsync(path, body);

        Assert.True(status == 400, answer);
        Assert.Empty(behind.Upstream.Received);
    }

    [Fact]
    public async Task Search_is_estimated_where_the_backend_searches()
    {
        await using var behind = await Behind.StartAsync("openai");

        var (status, answer, _) = await behind.AskAsync(Path, """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""");

        Assert.True(status == 200, answer);
    }

    [Theory]
    [InlineData("countTokens", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"models":["b/n"],"fallbacks":["b/o"]}""", "{\"totalTokens\":3}", "exact")]
    [InlineData("embedContent", """{"content":{"parts":[{"text":"Hi"}]},"models":["b/n"]}""", "{\"embedding\":{\"values\":[1]}}", "lossy")]
    [InlineData("batchEmbedContents", """{"requests":[{"model":"models/b/m","content":{"parts":[{"text":"Hi"}]}}],"fallbacks":["b/n"]}""", "{\"embeddings\":[{\"values\":[1]}]}", "lossy")]
    public async Task Google_hears_of_no_further_models(string method, string body, string reply, string conversion)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(reply));

        var (status, answer, told) = await behind.AskAsync($"v1beta/models/b/m:{method}", body);

        Assert.True(status == 200, answer);
        var sent = Assert.Single(behind.Upstream.Received).Json.AsObject();
        Assert.False(sent.ContainsKey("models") || sent.ContainsKey("fallbacks"), sent.ToJsonString());
        Assert.Equal(conversion, told);
    }

    private static Task<Two> StartAsync(string first, string model) => Two.StartAsync(first, model);

    private sealed class Two(RunningGateway gateway, ScriptedUpstream first, ScriptedUpstream second) : IAsyncDisposable
    {
        public RunningGateway Gateway => gateway;

        public ScriptedUpstream First => first;

        public ScriptedUpstream Second => second;

        public static async Task<Two> StartAsync(string type, string model)
        {
            var (first, second) = (new ScriptedUpstream(), new ScriptedUpstream());
            return new Two(await RunningGateway.StartAsync($$"""
                {
                  "backends": [
                    { "id": "first", "type": "{{type}}", "endpoint": "{{first.Address}}", "api_key": "sk-1" },
                    { "id": "second", "type": "anthropic", "endpoint": "{{second.Address}}", "api_key": "sk-2" }
                  ],
                  "models": [ { "name": "m", "targets": ["first/{{model}}", "second/m-2"] } ]
                }
                """), first, second);
        }

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await first.DisposeAsync();
            await second.DisposeAsync();
        }
    }
}
