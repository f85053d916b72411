using System.Text;
using System.Text.Json;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Keys;

/// <summary>One limit of tokens reaches a backend, and it is the one that the caller is held to, by whichever members it is said.</summary>
public sealed class AnswerLengthTests
{
    private const string Key = "long-enough";
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    [Theory]
    [InlineData("openai-compatible", """ "max_completion_tokens":5,"max_tokens":9000""", "max_tokens", 5)]
    [InlineData("openai-compatible", """ "max_completion_tokens":9000,"max_tokens":5""", "max_tokens", 5)]
    [InlineData("openai-compatible", """ "max_completion_tokens":9000,"max_tokens":9000""", "max_tokens", 20)]
    [InlineData("openai-compatible", """ "max_completion_tokens":9000,"max_tokens":-1""", "max_tokens", 20)]
    [InlineData("openai-compatible", """ "max_completion_tokens":-1,"max_tokens":-1""", "max_tokens", 20)]
    [InlineData("openai-compatible", """ "max_tokens":5,"max_completion_tokens":9000,"stream":true""", "max_tokens", 5)]
    [InlineData("openai-compatible", """ "max_tokens":5,"n_predict":9000""", "max_tokens", 5)]
    [InlineData("openai-compatible", """ "max_tokens":5,"max_new_tokens":9000,"MAX_TOKENS":9000""", "max_tokens", 5)]
    [InlineData("openai-compatible", """ "max_output_tokens":9000,"options":{"num_predict":9000},"extra_body":{"options":{"num_predict":9000}}""", "max_tokens", 20)]
    [InlineData("openai", """ "max_completion_tokens":5,"max_tokens":9000""", "max_completion_tokens", 5)]
    [InlineData("openai", """ "max_completion_tokens":9000,"max_tokens":9000""", "max_completion_tokens", 20)]
    public async Task Key_with_a_limit_has_it_held_whatever_its_requests_say(string type, string limits, string member, int sent)
    {
        var body = await SentAsync(type, "\"max_tokens_limit\": 20", "v1/chat/completions", $$"""{"model":"b/gpt-5",{{Messages}},{{limits}}}""", type == "openai" ? "gpt-5" : "m");

        Assert.Equal([$"{member}={sent}"], LimitsIn(body));
    }

    [Theory]
    [InlineData("v1/responses", """{"model":"b/m","input":"Hi","max_output_tokens":9000,"max_tokens":9000,"max_completion_tokens":9000}""", "openai", "max_output_tokens")]
    [InlineData("v1/completions", """{"model":"b/m","prompt":"Hi","max_tokens":9000,"max_completion_tokens":9000,"max_new_tokens":9000}""", "openai-compatible", "max_tokens")]
    [InlineData("api/chat", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"stream":false,"options":{"num_predict":9000},"Options":{"num_predict":9000}}""", "ollama", "num_predict")]
    [InlineData("v1/conversation", """{"model":"b/m","messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],"max_tokens":9000,"extras":{"dialect":"openai-chat","members":{"n_predict":9000}}}""", "openai-compatible", "max_tokens")]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":50,"max_tokens":9000}""", "parley-gateway", "max_tokens")]
    [InlineData("v1beta/models/b/m:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":9000},"max_output_tokens":9000}""", "gemini", "maxOutputTokens")]
    [InlineData("v1/messages", """{"model":"b/m","max_tokens":9000,"max_tokens_to_sample":9000,"messages":[{"role":"user","content":"Hi"}]}""", "anthropic", "max_tokens")]
    [InlineData("v2/chat", """{"model":"b/m","max_tokens":9000,"max_new_tokens":9000,"messages":[{"role":"user","content":"Hi"}]}""", "cohere", "max_tokens")]
    public async Task Limit_holds_in_every_dialect(string path, string request, string type, string member) =>
        Assert.Equal([$"{member}=20"], LimitsIn(await SentAsync(type, "\"max_tokens_limit\": 20", path, request)));

    [Theory]
    [InlineData("""{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5,"max_tokens":90000}""")]
    [InlineData("""{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max\u005ftokens":90000,"max_completion_tokens":5}""")]
    [InlineData("""{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5,"max_tokens":5}""")]
    public async Task What_is_set_aside_is_what_is_sent(string request) =>
        Assert.Equal(["max_tokens=5"], LimitsIn(await SentAsync("openai-compatible", "\"tpm\": 3000", "v1/chat/completions", request)));

    [Theory]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max_tokens":90000,"max_completion_tokens":90000}""", 429)]
    [InlineData("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"max_tokens":900,"n":4.0}""", 429)]
    [InlineData("v1/completions", """{"model":"b/m","prompt":["a","b","c","d"],"max_tokens":900}""", 429)]
    [InlineData("v1/completions", """{"model":"b/m","prompt":[[1],[2],[3],[4]],"max_tokens":900}""", 429)]
    [InlineData("v1/completions", """{"model":"b/m","prompt":["a"],"max_tokens":900}""", 200)]
    public async Task All_that_may_be_written_is_set_aside(string path, string request, int status)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, "openai-compatible", "\"tpm\": 3000");

        using var response = await gateway.PostAsync(path, request, ("x-api-key", Key));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 200 ? 1 : 0, upstream.Received.Count);
    }

    [Fact]
    public async Task Limit_that_does_not_count_is_told_as_a_loss()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, "openai-compatible", "\"rpm\": 9");

        using var differing = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"b/m",{{Messages}},"max_tokens":5,"max_completion_tokens":6}""", ("x-api-key", Key));
        using var same = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"b/m",{{Messages}},"max_tokens":5,"max_completion_tokens":5}""", ("x-api-key", Key));

        Assert.Contains("max_completion_tokens", string.Concat(differing.Headers.Where(static header => header.Key.StartsWith("x-parley-conversion", StringComparison.OrdinalIgnoreCase)).SelectMany(static header => header.Value)), StringComparison.Ordinal);
        Assert.DoesNotContain("lossy", string.Concat(same.Headers.Where(static header => header.Key.StartsWith("x-parley-conversion", StringComparison.OrdinalIgnoreCase)).SelectMany(static header => header.Value)), StringComparison.Ordinal);
    }

    private static async Task<string> SentAsync(string type, string terms, string path, string request, string model = "m")
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, type, terms);
        using var response = await gateway.PostAsync(path, request.Replace("b/gpt-5", $"b/{model}", StringComparison.Ordinal), ("x-api-key", Key));
        return Assert.Single(upstream.Received).Body;
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream, string type, string terms) => RunningGateway.StartAsync($$"""
        {
          "keys": [ { "name": "me", "key": "{{Key}}", {{terms}} } ],
          "backends": [ { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b", "retry": { "max_retries": 0 } } ]
        }
        """);

    /// <summary>All members that may limit tokens, wherever they stand: of two of one name both.</summary>
    private static List<string> LimitsIn(string body)
    {
        var found = new List<string>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body));
        var name = "";
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
                name = reader.GetString()!;
            else if (reader.TokenType == JsonTokenType.Number && (name.Contains("tokens", StringComparison.OrdinalIgnoreCase) || name.Contains("predict", StringComparison.OrdinalIgnoreCase)))
                found.Add($"{name}={reader.GetInt64()}");
        }
        return found;
    }
}
