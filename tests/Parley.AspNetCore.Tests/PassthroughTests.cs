using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>What the gateway does not translate, passed through to a backend that its operator opened.</summary>
public sealed class PassthroughTests
{
    [Fact]
    public async Task Request_goes_through_with_the_backends_key_and_nothing_of_the_caller()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Whole("PNG", "image/png", 201, ("x-request-id", "up-1"), ("set-cookie", "a=b")));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("b/passthrough/images/generations?size=1%2F2", """{"prompt":"a cat"}""", ("authorization", "Bearer own"), ("cookie", "c=d"), ("openai-beta", "x"));

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal("PNG", await response.Content.ReadAsStringAsync());
        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.Contains("set-cookie"));
        Assert.Equal("up-1", response.Headers.GetValues("x-request-id").Single());
        var sent = Assert.Single(upstream.Received);
        Assert.Equal("/v1/images/generations?size=1%2F2", sent.Target);
        Assert.Equal("""{"prompt":"a cat"}""", sent.Body);
        Assert.Equal("Bearer sk-b", sent.Headers["authorization"]);
        Assert.Equal("x", sent.Headers["openai-beta"]);
        Assert.False(sent.Headers.ContainsKey("cookie"));
        Assert.Contains(gateway.Log.Lines, static line => line.StartsWith("POST passed through to b: 201, ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_and_body_of_a_refusal_are_the_providers()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"error":{"message":"no such file"}}""", 404));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.Client.GetAsync("b/passthrough/files/file-1");

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("""{"error":{"message":"no such file"}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("GET", upstream.Received[0].Method);
    }

    [Fact]
    public async Task Key_of_the_caller_in_the_query_stays_here()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("{}"));
        await using var gateway = await StartAsync(upstream, """, "keys": [ { "name": "one", "key": "pk-one-1234567890" } ]""");

        using var response = await gateway.Client.GetAsync("b/passthrough/files?limit=2&key=pk-one-1234567890&after=x");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("/v1/files?limit=2&after=x", upstream.Received[0].Target);
    }

    [Fact]
    public async Task Body_that_is_too_large_is_the_callers_fault()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream, """, "server": { "max_body_mb": 1 }""");

        using var response = await gateway.PostAsync("b/passthrough/files", new string('x', 2 << 20));

        Assert.Equal(413, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("b/passthrough/../secret")]
    [InlineData("b/passthrough/x/../../secret")]
    [InlineData("b/passthrough/%2e%2e/secret")]
    [InlineData("b/passthrough/%252e%252e/secret")]
    [InlineData("b/passthrough/x%2f..%2f..%2fsecret")]
    [InlineData("b/passthrough//evil.example/x")]
    [InlineData("b/passthrough/x\\..\\y")]
    [InlineData("b/passthrough/./x")]
    [InlineData("b/passthrough/..;/admin")]
    [InlineData("b/passthrough/x/..;a=b/admin")]
    [InlineData("b/passthrough/..%c0%af/admin")]
    [InlineData("b/passthrough/x%ff")]
    [InlineData("b/passthrough/.../x")]
    public async Task Path_that_leads_elsewhere_is_refused(string target)
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream);

        var answer = await RawAsync(gateway, target);

        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.Empty(upstream.Received);
    }

    [Theory]
    [InlineData("b/passthrough/a...b/%C3%A9;v=1", "/v1/a...b/%C3%A9;v=1")]
    [InlineData("b/passthrough/100%25", "/v1/100%25")]
    public async Task Path_that_only_looks_like_a_step_goes_through(string target, string sent)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("{}"));
        await using var gateway = await StartAsync(upstream);

        var answer = await RawAsync(gateway, target);

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Equal(sent, upstream.Received[0].Target);
    }

    [Fact]
    public async Task Trace_is_refused()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("{}"));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Trace, "b/passthrough/files"));

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Empty(upstream.Received);
    }

    [Theory]
    [InlineData("files/2?a=b&key=sk-b", "/b/passthrough/files/2?a=b")]
    [InlineData("/v1/files/2", "/b/passthrough/files/2")]
    [InlineData("/other", "UPSTREAMother")]
    [InlineData("https://storage.example/x?sig=1", "https://storage.example/x?sig=1")]
    public async Task Redirect_says_where_to(string location, string expected)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Whole("", "text/plain", 307, ("location", location)));
        await using var gateway = await StartAsync(upstream);

        var answer = await RawAsync(gateway, "b/passthrough/files");

        Assert.StartsWith("HTTP/1.1 307 ", answer, StringComparison.Ordinal);
        Assert.Contains($"Location: {expected.Replace("UPSTREAM", upstream.Address, StringComparison.Ordinal)}\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("closed/passthrough/files", 403, "passthrough_closed")]
    [InlineData("nobody/passthrough/files", 404, "unknown_backend")]
    public async Task Backend_that_is_not_open_is_not_reached(string path, int status, string code)
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.Client.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["code"]!.GetValue<string>());
        Assert.Empty(upstream.Received);
    }

    [Fact]
    public async Task Caller_without_a_key_is_refused()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream, """, "keys": [ { "name": "one", "key": "pk-one-1234567890" } ]""");

        using var response = await gateway.Client.GetAsync("b/passthrough/files");

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Empty(upstream.Received);
    }

    [Fact]
    public async Task Backend_that_cannot_be_reached_is_a_fault_of_the_gateway()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "backends": [ { "id": "b", "type": "openai", "endpoint": "http://127.0.0.1:9/v1", "api_key": "sk-b", "passthrough": true } ] }""");

        using var response = await gateway.Client.GetAsync("b/passthrough/files");

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("gateway", response.Headers.GetValues("x-parley-error-source").Single());
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream, string more = "") => RunningGateway.StartAsync($$"""
        { "backends": [
          { "id": "b", "type": "openai", "endpoint": "{{upstream.Address}}v1", "api_key": "sk-b", "passthrough": true },
          { "id": "closed", "type": "openai", "endpoint": "{{upstream.Address}}v1", "api_key": "sk-b" } ]{{more}} }
        """);

    /// <summary>Sends a target as it is: clients tidy paths up before they send them.</summary>
    private static async Task<string> RawAsync(RunningGateway gateway, string target)
    {
        var address = new Uri(gateway.Address);
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /{target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync();
    }
}
