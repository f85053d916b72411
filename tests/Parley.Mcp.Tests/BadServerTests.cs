using Microsoft.Extensions.AI;

namespace Parley.Mcp.Tests;

/// <summary>Servers that say what they should not, and callers that give them what they cannot.</summary>
public sealed class BadServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<object> Unwritable => new() { double.NaN, typeof(string), new Trap() };

    [Theory]
    [MemberData(nameof(Unwritable))]
    public async Task Argument_that_cannot_be_written_is_the_callers_error_and_no_failure_of_the_server(object value)
    {
        var server = new ScriptedServer();
        await using var tools = await server.ConnectAsync();

        for (var i = 0; i < 8; i++)
        {
            var wrong = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools, ("fine", 1), ("odd", value)));
            Assert.StartsWith("The argument 'odd' of the tool 'echo' cannot be written as JSON: ", wrong.Message, StringComparison.Ordinal);
            Assert.Equal(("odd", false, false), (wrong.Argument, wrong.IsRetryable, wrong.IsOfTool));
        }

        Assert.Equal((0, null), (server.Calls, tools.Servers[0].Trouble));
        Assert.Equal("""{"fine":1,"none":null,"list":["a"]}""", await CallAsync(tools, ("fine", 1), ("none", null), ("list", new List<string> { "a" })));
    }

    [Theory]
    [InlineData("""{ "type": "image", "data": "!!", "mimeType": "image/png" }""", "image")]
    [InlineData("""{ "type": "image", "data": "AQID", "mimeType": "png" }""", "image")]
    [InlineData("""{ "type": "audio", "data": "AQI", "mimeType": "audio/wav" }""", "audio")]
    [InlineData("""{ "type": "resource", "resource": { "uri": "file:///a", "blob": "?" } }""", "resource")]
    public async Task Media_that_cannot_be_read_are_left_out_and_the_result_says_so(string part, string kind)
    {
        await using var tools = await new ScriptedServer { Result = $$"""{ "content": [{ "type": "text", "text": "look" }, {{part}}] }""" }.ConnectAsync();

        for (var i = 0; i < 8; i++)
            Assert.Equal($"look\n[left out: a part of the kind {kind} that is malformed and cannot be read]", await CallAsync(tools));
    }

    [Theory]
    [InlineData("""{ "content": [{ "type": "image" }] }""")]
    [InlineData("""{ "content": "look" }""")]
    [InlineData("""{ "content": [null] }""")]
    [InlineData("""{ "content": null }""")]
    [InlineData("[]")]
    public async Task Answer_that_is_none_is_told_as_such(string result)
    {
        await using var tools = await new ScriptedServer { Result = result }.ConnectAsync();

        var failed = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools));

        Assert.StartsWith("The tool 'echo' of the MCP server 'box' gave no result: its answer is malformed: ", failed.Message, StringComparison.Ordinal);
        Assert.False(failed.IsRetryable || failed.IsOfTool);
        Assert.Null(tools.Servers[0].Trouble);
    }

    [Fact]
    public async Task Server_that_takes_no_client_any_more_is_away_and_left_alone()
    {
        var server = new ScriptedServer();
        await using var tools = await server.ConnectAsync();
        (server.RefusesClients, server.Refusal) = (true, static _ => throw new IOException("broken"));
        await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools));
        server.Refusal = static _ => null;

        var away = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools));
        for (var i = 0; i < 8; i++)
            await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools));
        var barred = await Assert.ThrowsAsync<McpToolException>(() => CallAsync(tools));

        Assert.Equal((false, true), (away.IsOfTool, away.IsRetryable));
        Assert.Contains("nobody is served", tools.Servers[0].Trouble, StringComparison.Ordinal);
        Assert.Contains("is left alone for a while", barred.Message, StringComparison.Ordinal);
    }

    private static async Task<object?> CallAsync(McpTools tools, params (string Name, object? Value)[] arguments) =>
        await tools.Tools[0].InvokeAsync(new AIFunctionArguments(arguments.ToDictionary(static pair => pair.Name, static pair => pair.Value)), Stop);

    /// <summary>An argument that throws when it is looked at.</summary>
    private sealed class Trap
    {
        public string Value => throw new TimeoutException("not now");
    }
}
