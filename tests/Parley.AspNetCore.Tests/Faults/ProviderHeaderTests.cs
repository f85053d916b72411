using System.Net;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Headers and redirects of providers: none breaks a reply, and none leads the gateway elsewhere.</summary>
public sealed class ProviderHeaderTests
{
    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Header_that_is_configured_is_sent_in_place_of_the_key_and_not_beside_it(string client)
    {
        await using var pair = await Pair.StartAsync(client, "openai", "\"headers\": { \"authorization\": \"Basic eA==\" }");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("Basic eA==", Assert.Single(pair.First.Received).Headers["authorization"]);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("99999999999")]
    public async Task Nonsense_to_wait_for_stays_with_the_gateway(string wait)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Otherwise = pair.Second.Otherwise = _ => Script.Json("""{"error":{"message":"slow down"}}""", 429, ("retry-after", wait));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.DoesNotContain(response.Headers, static header => header.Key.Equals("retry-after", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("5", "7", "7")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", null, null)]
    public async Task Callers_are_told_one_wait_that_makes_sense(string one, string? other, string? told)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        var headers = other is null ? "" : $"Retry-After: {other}\r\n";
        const string Body = """{"error":{"message":"slow down"}}""";
        pair.First.Otherwise = pair.Second.Otherwise = _ => Script.Raw($"HTTP/1.1 429 Slow Down\r\nRetry-After: {one}\r\n{headers}Content-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(told, response.Headers.TryGetValues("retry-after", out var waits) ? waits.Single() : null);
    }

    [Fact]
    public async Task Header_that_cannot_be_written_stays_behind()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply, 200, ("x-request-id", "a\u000bb"), ("x-ratelimit-limit-requests", "7")));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("7", response.Headers.GetValues("x-ratelimit-limit-requests").Single());
        Assert.StartsWith("req_", response.Headers.GetValues("x-request-id").Single());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task Request_id_of_the_provider_stands_in_errors(string dialect)
    {
        await using var pair = await Pair.StartAsync(dialect, dialect);
        pair.First.Then(Script.Json("""{"error":{"message":"no","type":"invalid_request_error"}}""", 400, ("x-request-id", "up-1")));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("up-1", response.Headers.GetValues("x-request-id").Single());
    }

    [Theory]
    [InlineData(302)]
    [InlineData(308)]
    public async Task Redirect_is_a_502_and_is_not_followed(int status)
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        foreach (var upstream in (ScriptedUpstream[])[pair.First, pair.Second])
            upstream.Then(Script.Json("""{"error":{"message":"moved"}}""", status, ("location", pair.First.Address)));

        using var response = await pair.AskAsync(stream: false);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("redirect", await response.Content.ReadAsStringAsync());
        Assert.Single(pair.First.Received);
    }

    [Fact]
    public async Task Backend_whose_id_no_header_can_carry_is_served_all_the_same()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "büro", "type": "openai", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("büro/m-1", "Hi", false));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("b_ro", response.Headers.GetValues("x-parley-backend").Single());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"access_token":7}""")]
    [InlineData("""{"error":"invalid_client"}""")]
    public async Task Token_endpoint_without_a_token_is_a_502_that_says_so(string answer)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(answer));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}",
              "auth": { "scheme": "oauth2", "token_url": "{{upstream.Address}}token", "client_id": "me", "client_secret": "hush" } } ] }
            """);

        using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/m-1", "Hi", false));
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains("token endpoint", text);
        Assert.DoesNotContain("hush", text);
    }

    [Fact]
    public async Task Token_is_fetched_once_and_sent_as_bearer()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"access_token":"tok-1","expires_in":"3600"}""")).Then(Script.Json(WireSample.OpenAI.Reply)).Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}",
              "auth": { "scheme": "oauth2", "token_url": "{{upstream.Address}}token", "client_id": "me", "client_secret": "hush", "scope": "a b" } } ] }
            """);

        for (var i = 0; i < 2; i++)
        {
            using var response = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/m-1", "Hi", false));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal(["/token", "/v1/chat/completions", "/v1/chat/completions"], upstream.Received.Select(request => request.Target));
        Assert.Equal("grant_type=client_credentials&client_id=me&client_secret=hush&scope=a+b", upstream.Received[0].Body);
        Assert.All(upstream.Received.Skip(1), request => Assert.Equal("Bearer tok-1", request.Headers["authorization"]));
    }
}
