using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Parley.Mcp;

/// <summary>How a server of tools is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tools">How many tools of it may be used.</param>
/// <param name="Trouble">Why it cannot be reached; null when it was, the last time. Without the secrets that it was given.</param>
public sealed record McpServerStatus(string Name, int Tools, string? Trouble);

/// <summary>
/// The tools of servers of the Model Context Protocol, for models: each is an <see cref="AIFunction"/> named <c>mcp__server__tool</c>. Make one and keep it; thread-safe.
/// A server that died is connected again at the next call. One that fails again and again is left alone for a while, and its tools say so at once. Disposing ends the programs that were started.
/// </summary>
public sealed partial class McpTools : IAsyncDisposable
{
    private readonly ServerConnection[] _servers;
    private readonly ILogger _logger;

    private McpTools(McpToolOptions options)
    {
        _logger = options.Loggers.CreateLogger("Parley.Mcp");
        _servers = [.. options.Plans.Select(plan => new ServerConnection(plan, options.Time, _logger))];
    }

    /// <summary>The tools of all servers that were reached, no two of one name: of several, that of the server which was added first. What a call throws is a <see cref="McpToolException"/>, or the caller's cancellation.</summary>
    public IReadOnlyList<AIFunction> Tools => [.. _servers.SelectMany(static server => server.Functions).DistinctBy(static tool => tool.Name, StringComparer.Ordinal)];

    /// <summary>How the servers are, in the order in which they were added.</summary>
    public IReadOnlyList<McpServerStatus> Servers => [.. _servers.Select(static server => new McpServerStatus(server.Name, server.Functions.Length, server.Trouble))];

    /// <summary>Connects to servers, all at once, and asks what tools they have.</summary>
    /// <param name="options">Which servers.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="ArgumentException">Two servers have one name.</exception>
    /// <exception cref="McpToolException">A server cannot be reached, and <see cref="McpToolOptions.RequireAll"/> is set.</exception>
    public static async Task<McpTools> ConnectAsync(McpToolOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Plans.GroupBy(static plan => plan.Server.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two MCP servers have the name '{twice.Key}'.", nameof(options));
        var tools = new McpTools(options);
        try
        {
            await tools.RefreshAsync(options.RequireAll, cancellationToken).ConfigureAwait(false);
            return tools;
        }
        catch
        {
            await tools.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="ConnectAsync(McpToolOptions, CancellationToken)"/>
    /// <param name="configure">Says which servers.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static Task<McpTools> ConnectAsync(Action<McpToolOptions> configure, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new McpToolOptions();
        configure(options);
        return ConnectAsync(options, cancellationToken);
    }

    /// <summary>Asks all servers again what tools they have, also those that could not be reached. Never throws for one that cannot.</summary>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => RefreshAsync(requireAll: false, cancellationToken);

    /// <summary>Lets connections go and ends the programs that were started, those that do not end by themselves within two seconds by force.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_servers.Select(static server => server.DisposeAsync().AsTask())).ConfigureAwait(false);

    private async Task RefreshAsync(bool requireAll, CancellationToken cancellationToken)
    {
        await Task.WhenAll(_servers.Select(server => RefreshAsync(server, requireAll, cancellationToken))).ConfigureAwait(false);
        foreach (var twice in _servers.SelectMany(static server => server.Functions).CountBy(static tool => tool.Name, StringComparer.Ordinal).Where(static name => name.Value > 1))
            OfSeveral(_logger, twice.Key);
    }

    private async Task RefreshAsync(ServerConnection server, bool requireAll, CancellationToken cancellationToken)
    {
        try
        {
            await server.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (McpToolException away) when (!requireAll)
        {
            Away(_logger, away.Message);
        }
    }

    [LoggerMessage(70, LogLevel.Warning, "{Trouble}")]
    private static partial void Away(ILogger logger, string trouble);

    [LoggerMessage(72, LogLevel.Warning, "The tool '{Tool}' is one of several MCP servers: that of the first is used.")]
    private static partial void OfSeveral(ILogger logger, string tool);
}
