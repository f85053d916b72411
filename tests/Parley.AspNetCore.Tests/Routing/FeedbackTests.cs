using System.Net;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>What callers say of answers.</summary>
public sealed class FeedbackTests
{
    private const string Config = """
        {
          "keys": [ { "name": "one", "key": "sk-1" }, { "name": "two", "key": "sk-2" } ],
          "models": [ { "name": "smart", "targets": ["parley/echo", "groq/llama-3.1-8b-instant"], "strategy": "adaptive" }, { "name": "sole", "targets": ["parley/echo"] } ],
          "backends": [ { "id": "groq", "type": "openai-compatible", "endpoint": "http://127.0.0.1:9" } ]
        }
        """;

    [Theory]
    [InlineData("smart", "\"score\":0.9", "sk-1", HttpStatusCode.OK, "{\"learned\":true}")]
    [InlineData("smart", "\"rating\":\"bad\"", "sk-1", HttpStatusCode.OK, "{\"learned\":true}")]
    [InlineData("sole", "\"score\":1", "sk-1", HttpStatusCode.OK, "{\"learned\":false}")]
    [InlineData("smart", "\"score\":0.9", "sk-2", HttpStatusCode.NotFound, "unknown_request")]
    [InlineData("smart", "\"score\":0.9", "sk-3", HttpStatusCode.Unauthorized, "invalid_api_key")]
    [InlineData("smart", "\"score\":1.1", "sk-1", HttpStatusCode.BadRequest, "score must be a number from 0 to 1.")]
    [InlineData("smart", "\"score\":1e999", "sk-1", HttpStatusCode.BadRequest, "score must be a number from 0 to 1.")]
    [InlineData("smart", "\"score\":0.9,\"rating\":\"good\"", "sk-1", HttpStatusCode.OK, "{\"learned\":true}")]
    [InlineData("smart", "\"score\":0.9,\"rating\":\"bad\"", "sk-1", HttpStatusCode.BadRequest, "score 0.9 and rating bad contradict each other")]
    [InlineData("smart", "\"rating\":\"good\",\"score\":0", "sk-1", HttpStatusCode.BadRequest, "score 0 and rating good contradict each other")]
    [InlineData("smart", "\"score\":0.9,\"rating\":\"fine\"", "sk-1", HttpStatusCode.BadRequest, "good or bad")]
    [InlineData("smart", "\"rating\":\"fine\"", "sk-1", HttpStatusCode.BadRequest, "good or bad")]
    public async Task Judgement_counts_for_the_keys_own_requests(string model, string judgement, string key, HttpStatusCode status, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(Config);
        using var answer = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]}""", ("Authorization", "Bearer sk-1"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var id = answer.Headers.GetValues("x-parley-request-id").Single();

        using var response = await gateway.PostAsync("v1/feedback", $$"""{"request_id":"{{id}}",{{judgement}}}""", ("Authorization", $"Bearer {key}"));

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"score\":1}")]
    [InlineData("{\"request_id\":5,\"score\":1}")]
    public async Task Body_that_is_none_is_refused(string body)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync("v1/feedback", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
