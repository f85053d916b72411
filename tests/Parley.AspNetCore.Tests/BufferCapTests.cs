using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>The cap of what the process holds counts replies as well as requests.</summary>
public sealed class BufferCapTests
{
    [Theory]
    [InlineData("v1/chat/completions")]
    [InlineData("v1/messages")]
    public async Task Reply_beyond_the_cap_is_a_503_and_the_next_is_served(string path)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply.Replace("Hello there", new string('a', 2 << 20), StringComparison.Ordinal))).Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream);
        const string Body = """{"model":"b/m-1","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}""";

        using var refused = await gateway.PostAsync(path, Body);
        using var served = await gateway.PostAsync(path, Body);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("holds too many bytes of requests and replies at the moment (max_buffered_mb)", await refused.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Reply_of_unknown_length_is_counted_while_it_comes()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Stream("application/json").Chunk("{\"x\":\"" + new string('a', 1 << 20)).Chunk(new string('a', 1 << 20) + "\"}").End());
        await using var gateway = await StartAsync(upstream);

        using var refused = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/m-1", "Hi", false));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    [Fact]
    public async Task Length_that_is_only_declared_reserves_nothing()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream);
        // Together far beyond the cap, if their heads counted.
        using var first = await SendHeadAsync(gateway, 1 << 20);
        using var second = await SendHeadAsync(gateway, 1 << 20);

        using var served = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/m-1", "Hi", false));

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task Caller_whose_connection_breaks_during_its_body_is_no_defect()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream);
        for (var i = 0; i < 5; i++)
        {
            var socket = await SendHeadAsync(gateway, 1000);
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }

        using var served = await gateway.PostAsync("v1/chat/completions", WireSample.OpenAI.Body("b/m-1", "Hi", false));

        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.DoesNotContain(gateway.Log.Lines, static line => line.Contains("defect", StringComparison.Ordinal));
    }

    private static async Task<Socket> SendHeadAsync(RunningGateway gateway, int length)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Client.BaseAddress!.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n{{"));
        return socket;
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream) => RunningGateway.StartAsync($$"""
        {
          "server": { "http": "127.0.0.1:4000", "max_body_mb": 1, "max_buffered_mb": 1 },
          "backends": [ { "id": "b", "type": "openai", "endpoint": "{{upstream.Address}}", "api_key": "sk-1" } ]
        }
        """);
}
