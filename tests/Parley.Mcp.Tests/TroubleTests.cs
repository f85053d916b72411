using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.ToolServer;

namespace Parley.Mcp.Tests;

/// <summary>What is said, and what goes on, when a tool, a way to a server or the tools themselves are at an end.</summary>
public sealed class TroubleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1000, "key *** of ***")]
    [InlineData(14, "key *** of *** [cut: 14 of 1515 bytes, since results of this server may have 14 bytes]")]
    [InlineData(6, "key ** [cut: 6 of 1515 bytes, since results of this server may have 6 bytes]")]
    public async Task Tool_that_fails_shows_none_of_its_secrets_and_is_not_cut_beyond_the_limit(int most, string begin)
    {
        var said = "key sk-tool-secret of sk-tool-secret\n" + new string('x', 1500);
        await using var server = new PipedServer(ToolBox.Options(ToolBox.Tool("leak", "Fails and tells.", () => new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = said }] })));
        var headers = ImmutableDictionary<string, SecretSetting>.Empty.Add("X-Key", new SecretSetting(new Secret("sk-tool-secret")));
        await using var tools = await server.ConnectAsync(new ToolServerOptions { Name = "box", Headers = headers, MaxResultBytes = most });

        var failed = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__leak"));

        Assert.StartsWith(begin, failed.Message, StringComparison.Ordinal);
        Assert.True(failed.Message.Length >= most);
    }

    [Fact]
    public async Task Something_that_was_disposed_of_on_the_way_is_a_failure_of_the_server()
    {
        var clock = new HandClock();
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync(time: clock);
        await server.BreakAsync();
        (server.IsAway, server.Away) = (true, new ObjectDisposedException("a pipe"));

        for (var i = 0; i < 8; i++)
            await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")));
        clock.Turn(TimeSpan.FromMinutes(2));
        var probed = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")));
        server.IsAway = false;
        clock.Turn(TimeSpan.FromHours(1));

        Assert.Contains("a pipe", probed.Message, StringComparison.Ordinal);
        Assert.Equal("again", await CallAsync(tools, "mcp__box__echo", ("text", "again")));
    }

    [Fact]
    public async Task Disposing_ends_a_connect_that_is_under_way()
    {
        var silent = new SilentTransport();
        await using var server = new PipedServer(ToolBox.Options()) { IsAway = true };
        var tools = await server.ConnectAsync(time: new HandClock());
        (server.IsAway, server.Instead) = (false, silent);

        var refreshed = tools.RefreshAsync(Stop);
        await silent.Asked.WaitAsync(Stop);
        await tools.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => refreshed);
    }

    [Fact]
    public async Task Calls_after_disposing_say_so()
    {
        await using var server = new PipedServer(ToolBox.Options());
        var tools = await server.ConnectAsync();

        await tools.DisposeAsync();
        await tools.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")));
    }

    [Fact]
    public async Task Server_that_repeats_its_address_shows_none_of_its_secrets()
    {
        const string address = "http://anna:pass-word@127.0.0.1:1/mcp?key=sekret&version=2&t=ab%20cd%2Fef";
        var server = new ScriptedServer { Refusal = static request => ScriptedServer.Answer(HttpStatusCode.Forbidden, $"no access to {request.RequestUri!.OriginalString}") };
        await using var refused = await server.ConnectAsync(address: address);
        await using var broken = await new ScriptedServer { Refusal = static request => throw new IOException($"no way to {request.RequestUri!.OriginalString}, ab cd/ef") }.ConnectAsync(address: address);

        Assert.Equal("it answered with status 403.", refused.Servers[0].Trouble);
        Assert.StartsWith("no way to http://***@127.0.0.1:1/mcp?***", broken.Servers[0].Trouble, StringComparison.Ordinal);
        Assert.All(["anna", "pass-word", "sekret", "ab%20cd%2Fef", "ab cd/ef"], secret => Assert.DoesNotContain(secret, broken.Servers[0].Trouble, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_that_cannot_begin_leaves_the_server_its_next_chance()
    {
        var clock = new HandClock();
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync(time: clock);
        await server.BreakAsync();
        server.IsAway = true;
        for (var i = 0; i < 8; i++)
            await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")));
        server.IsAway = false;
        clock.Turn(TimeSpan.FromMinutes(2));

        clock.IsBroken = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")));
        clock.IsBroken = false;

        Assert.Equal("again", await CallAsync(tools, "mcp__box__echo", ("text", "again")));
    }

    private static async Task<object?> CallAsync(McpTools tools, string name, params (string Name, object? Value)[] arguments) =>
        await tools.Tools.Single(tool => tool.Name == name).InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value)), Stop);
}
