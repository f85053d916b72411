using System.Net;

namespace Parley.AspNetCore.Tests;

/// <summary>Who may call.</summary>
public sealed class CallerTests
{
    private const string WithKey = """{ "keys": [ { "name": "dev", "key": "sk-dev" } ], "server": { "http": "127.0.0.1:4000", "echo": true } }""";
    private const string Ask = """{"model":"parley/echo","messages":[{"role":"user","content":"Hello"}]}""";

    [Theory]
    [InlineData("Authorization", "Bearer sk-dev")]
    [InlineData("authorization", "bearer sk-dev")]
    [InlineData("x-api-key", "sk-dev")]
    [InlineData("api-key", "sk-dev")]
    [InlineData("x-goog-api-key", "sk-dev")]
    public async Task Key_in_any_clients_header_is_accepted(string name, string value)
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);
        using var response = await gateway.PostAsync("v1/chat/completions", Ask, (name, value));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Key_in_the_query_is_accepted()
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);
        using var response = await gateway.PostAsync("v1beta/models/parley/echo:generateContent?key=sk-dev", """{"contents":[{"parts":[{"text":"Hello"}]}]}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("v1/chat/completions", "\"error\":{\"message\":")]
    [InlineData("v1/messages", "\"authentication_error\"")]
    [InlineData("v1beta/models/m:generateContent", "\"UNAUTHENTICATED\"")]
    [InlineData("api/chat", "{\"error\":\"")]
    [InlineData("v1/models", "\"error\":{\"message\":")]
    public async Task Missing_and_wrong_keys_are_refused_in_the_callers_dialect(string path, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(WithKey);
        foreach (var headers in ((string, string)[][])[[], [("Authorization", "Bearer sk-other")]])
        {
            using var response = path == "v1/models" ? await gateway.Client.GetAsync(path) : await gateway.PostAsync(path, Ask, headers);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Contains(expected, await response.Content.ReadAsStringAsync());
            Assert.Equal("gateway", response.Headers.GetValues("x-parley-error-source").Single());
        }
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Host", "evil.example", 403)]
    [InlineData("Host", "evil.example:4000", 403)]
    [InlineData("Origin", "http://localhost:5173", 200)]
    [InlineData("Origin", "http://127.0.0.1:8080", 200)]
    [InlineData("Host", "localhost:4000", 200)]
    public async Task Without_keys_only_this_machine_is_served(string name, string value, int status)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync("v1/chat/completions", Ask, (name, value));
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Echo_is_off_once_keys_are_configured()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "keys": [ { "name": "dev", "key": "sk-dev" } ] }""");
        using var response = await gateway.PostAsync("v1/chat/completions", Ask, ("Authorization", "Bearer sk-dev"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
