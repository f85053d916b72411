using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.ToolServer;

namespace Parley.Mcp.Tests;

/// <summary>Tools of a real server, in this process.</summary>
public sealed class McpToolsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_are_named_after_server_and_tool_and_have_schema_and_description()
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync();

        var echo = tools.Tools.Single(static tool => tool.Name == "mcp__box__echo");

        Assert.Equal("Says it again.", echo.Description);
        Assert.Equal("string", echo.JsonSchema.GetProperty("properties").GetProperty("text").GetProperty("type").GetString());
        Assert.Equal("hello", await CallAsync(tools, "mcp__box__echo", ("text", "hello")));
        Assert.Equal(new McpServerStatus("box", tools.Tools.Count, null), tools.Servers[0]);
    }

    [Fact]
    public async Task Name_that_vendors_do_not_take_is_changed_and_marked()
    {
        await using var server = new PipedServer(ToolBox.Options(ToolBox.Tool("files_delete.all", "Another.", static () => "other"), ToolBox.Tool(new string('l', 80), "Long.", static () => "long")));
        await using var tools = await server.ConnectAsync();

        var changed = tools.Tools.Where(static tool => tool.Name.StartsWith("mcp__box__files_delete_all_", StringComparison.Ordinal)).ToList();

        Assert.Equal(2, changed.Select(static tool => tool.Name).Distinct().Count());
        Assert.Equal(["deleted", "other"], (await Task.WhenAll(changed.Select(tool => CallAsync(tools, tool.Name)))).Order());
        Assert.All(tools.Tools, static tool => Assert.Matches("^[A-Za-z0-9_-]{1,64}$", tool.Name));
    }

    [Fact]
    public async Task What_is_denied_or_not_allowed_is_no_tool()
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync(new ToolServerOptions { Name = "box", Allow = [new Glob("e*"), new Glob("fail"), new Glob("process")], Deny = [new Glob("f*l")] });

        Assert.Equal(["mcp__box__echo", "mcp__box__process"], tools.Tools.Select(static tool => tool.Name).Order());
    }

    [Theory]
    [InlineData(10, "xxxxxxxxxx")]
    [InlineData(11, "xxxxxxxxxx\n[cut: 10 of 11 bytes, since results of this server may have 10 bytes]")]
    public async Task Result_beyond_the_limit_is_cut_and_says_so(int size, string shown)
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync(new ToolServerOptions { Name = "box", MaxResultBytes = 10 });

        Assert.Equal(shown, await CallAsync(tools, "mcp__box__big", ("size", size)));
    }

    [Fact]
    public async Task Cut_leaves_no_half_character()
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync(new ToolServerOptions { Name = "box", MaxResultBytes = 6 });

        var shown = (string)(await CallAsync(tools, "mcp__box__echo", ("text", "a😀b😀")))!;

        Assert.StartsWith("a😀b\n[cut: 6 of 10 bytes", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Media_are_passed_on_whole_or_not_at_all()
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var whole = await server.ConnectAsync();
        await using var small = await server.ConnectAsync(new ToolServerOptions { Name = "box", MaxResultBytes = 6 });

        var parts = Assert.IsType<List<AIContent>>(await CallAsync(whole, "mcp__box__picture"));

        Assert.Equal(("look", "image/png", 3), (((TextContent)parts[0]).Text, ((DataContent)parts[1]).MediaType, ((DataContent)parts[1]).Data.Length));
        Assert.Equal("look\n[left out: image/png of 3 bytes, since results of this server may have 6 bytes]", await CallAsync(small, "mcp__box__picture"));
    }

    [Fact]
    public async Task Tool_that_fails_says_why()
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync();

        var failed = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__fail"));

        Assert.Equal(("it is raining", true, "box", "fail"), (failed.Message, failed.IsOfTool, failed.Server, failed.Tool));
    }

    [Fact]
    public async Task Call_that_takes_too_long_is_given_up_by_the_time_of_its_tool()
    {
        var clock = new HandClock();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new PipedServer(ToolBox.Options(ToolBox.Tool("slow", "Never answers.", async (CancellationToken stop) =>
        {
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        })));
        await using var tools = await server.ConnectAsync(new ToolServerOptions { Name = "box", ToolTimeouts = ImmutableDictionary<string, TimeSpan>.Empty.Add("slow", TimeSpan.FromSeconds(2)) }, clock);

        var call = CallAsync(tools, "mcp__box__slow");
        await began.Task.WaitAsync(Stop);
        clock.Turn(TimeSpan.FromSeconds(2));
        var late = await Assert.ThrowsAsync<McpToolException>(() => call);

        Assert.Equal("The tool 'slow' of the MCP server 'box' gave no result: it took more than 2000 ms.", late.Message);
        Assert.True(late.IsRetryable);
        Assert.Equal("x", await CallAsync(tools, "mcp__box__echo", ("text", "x")));
    }

    [Fact]
    public async Task Caller_that_gives_up_gets_its_own_cancellation()
    {
        using var gone = new CancellationTokenSource();
        await using var server = new PipedServer(ToolBox.Options(ToolBox.Tool("slow", "Never answers.", async (CancellationToken stop) =>
        {
            await gone.CancelAsync();
            await Task.Delay(Timeout.Infinite, stop);
        })));
        await using var tools = await server.ConnectAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await tools.Tools.Single(static tool => tool.Name == "mcp__box__slow").InvokeAsync(cancellationToken: gone.Token));
    }

    [Fact]
    public async Task Server_that_broke_off_is_connected_again()
    {
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync();
        var echo = tools.Tools.Single(static tool => tool.Name == "mcp__box__echo");

        await server.BreakAsync();
        await UntilAsync(async () => (string)(await echo.InvokeAsync(new AIFunctionArguments { ["text"] = "back" }, Stop))! == "back");

        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Server_that_fails_again_and_again_is_left_alone_and_then_tried()
    {
        var clock = new HandClock();
        await using var server = new PipedServer(ToolBox.Options());
        await using var tools = await server.ConnectAsync(time: clock);
        await server.BreakAsync();
        server.IsAway = true;
        var connections = server.Connections;

        var messages = new List<string>();
        for (var i = 0; i < 8; i++)
            messages.Add((await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")))).Message);
        server.IsAway = false;
        var barred = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, "mcp__box__echo", ("text", "x")));
        clock.Turn(TimeSpan.FromMinutes(2));

        Assert.Contains("nobody is there", messages[2], StringComparison.Ordinal);
        Assert.Contains("is left alone for a while", barred.Message, StringComparison.Ordinal);
        Assert.Equal(connections, server.Connections);
        Assert.Equal("again", await CallAsync(tools, "mcp__box__echo", ("text", "again")));
    }

    [Fact]
    public async Task Server_that_is_away_leaves_the_others_their_tools_unless_all_are_required()
    {
        await using var there = new PipedServer(ToolBox.Options());
        await using var away = new PipedServer(ToolBox.Options()) { IsAway = true };
        var options = new McpToolOptions().Add(new ToolServerOptions { Name = "there" }, there.Way).Add(new ToolServerOptions { Name = "away" }, away.Way);

        await using var tools = await McpTools.ConnectAsync(options, Stop);
        options.RequireAll = true;
        var refused = await Assert.ThrowsAsync<McpToolException>(() => McpTools.ConnectAsync(options, Stop));

        Assert.All(tools.Tools, static tool => Assert.StartsWith("mcp__there__", tool.Name, StringComparison.Ordinal));
        Assert.Equal("nobody is there", tools.Servers[1].Trouble);
        Assert.Equal("The MCP server 'away' cannot be reached: nobody is there", refused.Message);
        away.IsAway = false;
        await tools.RefreshAsync(Stop);
        Assert.Contains(tools.Tools, static tool => tool.Name == "mcp__away__echo");
    }

    [Fact]
    public void Names_that_cannot_stand_in_a_tools_name_are_refused() =>
        Assert.All(["", "a__b", "a b", new string('a', 33)], static name => Assert.Throws<ArgumentException>(() => new McpToolOptions().AddHttp(name, new Uri("http://127.0.0.1:1/mcp"))));

    private static async Task<object?> CallAsync(McpTools tools, string name, params (string Name, object? Value)[] arguments) =>
        await tools.Tools.Single(tool => tool.Name == name).InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value)), Stop);

    /// <summary>A connection that was broken off is noticed when somebody looks: the first calls may still fail.</summary>
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; ; i++)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (McpToolException) when (i < 4)
            {
                await Task.Yield();
            }
        }
    }
}
