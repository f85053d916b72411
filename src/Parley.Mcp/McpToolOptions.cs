using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Mcp;

/// <summary>Which servers of the Model Context Protocol are asked for tools. Not thread-safe.</summary>
public sealed class McpToolOptions
{
    private readonly List<ServerPlan> _servers = [];

    /// <summary>Where to log that a server cannot be reached; nowhere by default. Nothing is logged of what is asked and answered.</summary>
    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Makes the handler of each server's connections; null for one of the framework's that follows no redirects, which could lead headers elsewhere.</summary>
    public Func<HttpMessageHandler>? Handlers { get; set; }

    /// <summary>Whether connecting fails when one server cannot be reached. Else the others' tools are there, and <see cref="McpTools.Servers"/> says what is wrong.</summary>
    public bool RequireAll { get; set; }

    internal IReadOnlyList<ServerPlan> Plans => _servers;

    /// <summary>Adds the servers of the section <c>mcp</c> of a configuration. It alone, and <see cref="AllowStdio"/>, can name programs that are started.</summary>
    /// <param name="configuration">The configuration in force: <c>parley.Gateway.Snapshot</c>.</param>
    public McpToolOptions FromConfiguration(GatewaySnapshot configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _servers.AddRange(configuration.ToolServers.Where(static server => server.Enabled).Select(PlanOf));
        return this;
    }

    /// <summary>Adds a server that is reached over streamable HTTP.</summary>
    /// <param name="name">Your name for it: letters, digits, hyphens and single underscores.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="configure">Says more of it: <c>server => server with { Deny = [new Glob("delete_*")] }</c>; nothing when null.</param>
    /// <exception cref="ArgumentException">Something of it cannot be: the name, the address, a time that is not more than 0, a header.</exception>
    public McpToolOptions AddHttp(string name, Uri address, Func<ToolServerOptions, ToolServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri)
            throw new ArgumentException($"The address of the MCP server '{name}' is relative.", nameof(address));
        return Add(new ToolServerOptions { Name = name, Url = address.AbsoluteUri }, configure);
    }

    /// <summary>Adds programs that are started on this machine, with the rights of this process. Nothing that a caller sent may reach this: whoever chooses the program runs code here.</summary>
    /// <param name="add">Adds them.</param>
    public McpToolOptions AllowStdio(Action<StdioServers> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        add(new StdioServers(this));
        return this;
    }

    internal McpToolOptions Add(ToolServerOptions server, Func<ToolServerOptions, ToolServerOptions>? configure)
    {
        server = configure?.Invoke(server) ?? server;
        EntryCheck.Check(server);
        if (server.Enabled)
            _servers.Add(PlanOf(server));
        return this;
    }

    /// <summary>Adds a server that is reached by a way of the tests' own.</summary>
    internal McpToolOptions Add(ToolServerOptions server, Func<ModelContextProtocol.Client.IClientTransport> way)
    {
        EntryCheck.CheckLimits(server);
        _servers.Add(new ServerPlan(server, way));
        return this;
    }

    private ServerPlan PlanOf(ToolServerOptions server) => new(server, () => Transports.Of(server, Handlers));
}

/// <summary>Adds programs as servers of tools; only who was allowed has one.</summary>
public sealed class StdioServers
{
    private readonly McpToolOptions _options;

    internal StdioServers(McpToolOptions options) => _options = options;

    /// <summary>Adds a program.</summary>
    /// <param name="name">Your name for it: letters, digits, hyphens and single underscores.</param>
    /// <param name="command">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables of its environment, besides <c>PATH</c> and the like; none when null.</param>
    /// <param name="configure">Says more of it; nothing when null.</param>
    /// <exception cref="ArgumentException">Something of it cannot be: the name, the program, a time that is not more than 0.</exception>
    public StdioServers Add(string name, string command, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Func<ToolServerOptions, ToolServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(arguments);
        var variables = environment?.ToImmutableDictionary(static pair => pair.Key, static pair => new SecretSetting(new Secret(pair.Value)));
        _options.Add(new ToolServerOptions { Name = name, Command = command, Arguments = [.. arguments], Environment = variables ?? ImmutableDictionary<string, SecretSetting>.Empty }, configure);
        return this;
    }
}

/// <summary>A server, and how it is reached.</summary>
internal sealed record ServerPlan(ToolServerOptions Server, Func<ModelContextProtocol.Client.IClientTransport> Way);
