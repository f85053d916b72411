using System.IO.Pipelines;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Parley.Configuration.Options;

namespace Parley.Mcp.Tests;

/// <summary>A real server in this process, over pipes; each connection is served by one of its own.</summary>
internal sealed class PipedServer(McpServerOptions options) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private Pipe _toClient = new();

    /// <summary>How often it was connected to.</summary>
    public int Connections { get; private set; }

    /// <summary>Whether connecting fails.</summary>
    public bool IsAway { get; set; }

    /// <summary>How it fails.</summary>
    public Exception Away { get; set; } = new IOException("nobody is there");

    /// <summary>What is connected to instead; null for itself.</summary>
    public IClientTransport? Instead { get; set; }

    /// <summary>Connects to it, as tools do that have its entry.</summary>
    public async Task<McpTools> ConnectAsync(ToolServerOptions? server = null, TimeProvider? time = null) =>
        await McpTools.ConnectAsync(new McpToolOptions { Time = time ?? TimeProvider.System }.Add(server ?? new ToolServerOptions { Name = "box" }, Way), TestContext.Current.CancellationToken);

    /// <summary>Breaks the connection off.</summary>
    public ValueTask BreakAsync() => _toClient.Writer.CompleteAsync();

    public IClientTransport Way()
    {
        if (IsAway)
            throw Away;
        if (Instead is not null)
            return Instead;
        Connections++;
        var toServer = new Pipe();
        _toClient = new Pipe();
        var server = McpServer.Create(new StreamServerTransport(toServer.Reader.AsStream(), _toClient.Writer.AsStream(), "test", NullLoggerFactory.Instance), options, NullLoggerFactory.Instance);
        _running.Add(server.RunAsync(_stop.Token));
        return new StreamClientTransport(toServer.Writer.AsStream(), _toClient.Reader.AsStream(), NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
