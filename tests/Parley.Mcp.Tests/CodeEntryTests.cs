using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Mcp.Tests;

/// <summary>Entries that code adds and that cannot be, refused before anything is connected.</summary>
public sealed class CodeEntryTests
{
    private static readonly Uri Address = new("http://127.0.0.1:1/mcp");

    public static TheoryData<string, Func<ToolServerOptions, ToolServerOptions>> Wrong => new()
    {
        { "Timeout", static server => server with { Timeout = TimeSpan.Zero } },
        { "Timeout", static server => server with { Timeout = Timeout.InfiniteTimeSpan } },
        { "Timeout", static server => server with { Timeout = TimeSpan.MaxValue } },
        { "ConnectTimeout", static server => server with { ConnectTimeout = TimeSpan.FromSeconds(-2) } },
        { "ToolTimeouts for 'slow'", static server => server with { ToolTimeouts = ImmutableDictionary<string, TimeSpan>.Empty.Add("slow", TimeSpan.Zero) } },
        { "MaxResultBytes", static server => server with { MaxResultBytes = 0 } },
        { "Url", static server => server with { Url = "mcp" } },
        { "Url", static server => server with { Url = null } },
        { "Url", static server => server with { Url = "ftp://127.0.0.1/mcp?key=sk-secret" } },
        { "Headers", static server => server with { Headers = HeaderOf("a b", "sk-secret") } },
        { "Headers", static server => server with { Headers = HeaderOf("X-Key", "sk-secret\nX-Other: 1") } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Option_that_cannot_be_is_refused_by_name(string option, Func<ToolServerOptions, ToolServerOptions> configure)
    {
        var wrong = Assert.Throws<ArgumentException>(() => new McpToolOptions().AddHttp("box", Address, configure));

        Assert.StartsWith($"{option} of the MCP server 'box' ", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_with_a_wrong_time_or_an_address_besides_is_refused()
    {
        Assert.All<Func<ToolServerOptions, ToolServerOptions>>(
            [static server => server with { ConnectTimeout = TimeSpan.Zero }, static server => server with { Url = "http://127.0.0.1:1/mcp" }],
            static configure => Assert.Throws<ArgumentException>(() => new McpToolOptions().AllowStdio(stdio => stdio.Add("box", "dotnet", [], configure: configure))));
    }

    [Fact]
    public void Relative_address_is_refused() =>
        Assert.StartsWith("The address of the MCP server 'box' is relative.", Assert.Throws<ArgumentException>(static () => new McpToolOptions().AddHttp("box", new Uri("mcp", UriKind.Relative))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Server_that_code_leaves_out_is_not_connected()
    {
        await using var tools = await McpTools.ConnectAsync(static options => options.AddHttp("box", Address, static server => server with { Enabled = false }), TestContext.Current.CancellationToken);

        Assert.Empty(tools.Servers);
    }

    [Fact]
    public void Time_of_a_file_that_no_timer_can_measure_is_a_problem()
    {
        var wrong = Assert.Throws<ConfigurationException>(static () => ParleyClient.Create(static builder => builder.FromJson("""{ "mcp": { "servers": { "a": { "command": "x", "timeout_ms": "2000h" } } } }""")));

        Assert.Contains("timeout of calls of the MCP server `a`", wrong.Message, StringComparison.Ordinal);
    }

    private static ImmutableDictionary<string, SecretSetting> HeaderOf(string name, string value) => ImmutableDictionary<string, SecretSetting>.Empty.Add(name, new SecretSetting(new Secret(value)));
}
