using Parley.Configuration.Diagnostics;

namespace Parley.Mcp.Tests;

/// <summary>Entries of <c>mcp.servers</c> that cannot be, told before anything is started.</summary>
public sealed class ServerEntryTests
{
    [Theory]
    [InlineData("""{ "a__b": { "command": "x" } }""", "PRL1104")]
    [InlineData("""{ "a": {} }""", "PRL1006")]
    [InlineData("""{ "a": { "command": "x", "url": "http://127.0.0.1:1/mcp" } }""", "PRL1109")]
    [InlineData("""{ "a": { "url": "ftp://127.0.0.1/mcp" } }""", "PRL1105")]
    [InlineData("""{ "a": { "url": "http://user:hunter2@127.0.0.1/mcp" } }""", "PRL1105")]
    [InlineData("""{ "a": { "url": "http://127.0.0.1:1/mcp", "headers": { "a b": "x" } } }""", "PRL1005")]
    [InlineData("""{ "a": { "url": "http://127.0.0.1:1/mcp", "headers": { "X-Key": "${NOBODY_SET_THIS}" } } }""", "PRL1007")]
    [InlineData("""{ "a": { "command": "x", "timeout_ms": 0 } }""", "PRL1005")]
    [InlineData("""{ "a": { "command": "x", "denied": ["*"] } }""", "PRL1002")]
    public void Entry_that_cannot_be_is_a_problem(string servers, string code)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => ParleyClient.Create(builder => builder.FromJson($$"""{ "mcp": { "servers": {{servers}} } }""")));

        Assert.Contains(wrong.Problems, problem => problem.Code.Id == code && problem.Span is not null);
        Assert.DoesNotContain("hunter2", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_that_is_left_out_needs_no_secret_and_is_not_connected()
    {
        await using var parley = ParleyClient.Create(static builder => builder.FromJson("""{ "mcp": { "servers": { "a": { "command": "x", "enabled": false, "env": { "KEY": "${NOBODY_SET_THIS}" } } } } }"""));
        await using var tools = await McpTools.ConnectAsync(options => options.FromConfiguration(parley.Gateway.Snapshot), TestContext.Current.CancellationToken);

        Assert.Empty(tools.Servers);
    }
}
