using Microsoft.Extensions.Logging;

namespace Parley.Mcp.Tests;

/// <summary>Lists of tools in which a name stands twice: whoever runs functions refuses all of them then.</summary>
public sealed class ToolListTests
{
    private const string Twice = """[{ "name": "echo", "description": "first", "inputSchema": { "type": "object" } }, { "name": "echo", "description": "second", "inputSchema": { "type": "object" } }]""";

    private static readonly Uri Address = new("http://127.0.0.1:1/mcp");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tool_that_is_listed_twice_is_there_once_and_the_log_says_so()
    {
        var log = new WarningLog();
        await using var tools = await new ScriptedServer { Tools = Twice }.ConnectAsync(options => options.Loggers = log);

        Assert.Equal("first", Assert.Single(tools.Tools).Description);
        Assert.Equal(new McpServerStatus("box", 1, null), tools.Servers[0]);
        Assert.Equal("The MCP server 'box' lists the tool 'mcp__box__echo' more than once: the first is kept.", Assert.Single(log.Warnings));
    }

    [Fact]
    public async Task Tools_of_two_servers_that_come_to_one_name_are_there_once_and_the_log_says_so()
    {
        var log = new WarningLog();
        var options = new McpToolOptions { Loggers = log, Handlers = static () => new ScriptedServer { Tools = """[{ "name": "b", "inputSchema": { "type": "object" } }, { "name": "_b", "inputSchema": { "type": "object" } }]""" } };
        await using var tools = await McpTools.ConnectAsync(options.AddHttp("a_", Address).AddHttp("a", Address), Stop);

        Assert.Equal(["mcp__a___b", "mcp__a____b", "mcp__a__b"], tools.Tools.Select(static tool => tool.Name));
        Assert.Equal("a_", tools.Tools[0].AdditionalProperties["mcp_server"]);
        Assert.Equal("The tool 'mcp__a___b' is one of several MCP servers: that of the first is used.", Assert.Single(log.Warnings));
    }

    private sealed class WarningLog : ILoggerFactory, ILogger
    {
        public List<string> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Warnings)
                Warnings.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
