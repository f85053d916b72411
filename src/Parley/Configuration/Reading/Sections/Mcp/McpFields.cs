using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>mcp</c>.</summary>
internal static class McpFields
{
    private static readonly ValueKind<ImmutableDictionary<string, SecretSetting>> Secrets = Kinds.MapOf(Kinds.Secret);

    public static Shape<ImmutableArray<ToolServerOptions>> Shape { get; } = new(new FieldList<ImmutableArray<ToolServerOptions>>()
        .Add("servers", Kinds.MapOf(Kinds.Group(Server, static node => new ToolServerOptions { Node = node })), static (_, servers) => InOrder(servers), "Servers that have tools, by the Model Context Protocol, each under a name of yours."));

    private static Shape<ToolServerOptions> Server => new(new FieldList<ToolServerOptions>()
        .Add("command", Kinds.Text, (server, text) => server with { Command = text }, "The program that is started, and spoken to over its standard input and output.")
        .Add("args", Kinds.Texts, (server, list) => server with { Arguments = list }, "Its arguments.")
        .Add("env", Secrets, (server, map) => server with { Environment = map }, "Variables of its environment; values may refer to the environment, a command or a file like keys. Of the gateway's own it gets only PATH and the like.")
        .Add("cwd", Kinds.Text, (server, text) => server with { Folder = text }, "The folder in which it runs.")
        .Add("url", Kinds.Text, (server, text) => server with { Url = text }, "In place of a program: the server's address, over streamable HTTP.")
        .Add("headers", Secrets, (server, map) => server with { Headers = map }, "Headers of every request to the address; values may refer to the environment, a command or a file like keys.")
        .Add("allow", Kinds.Globs, (server, list) => server with { Allow = list }, "The tools that may be used, by the server's own names; * stands for any text. Without it all.")
        .Add("deny", Kinds.Globs, (server, list) => server with { Deny = list }, "The tools that may not be used, whatever else is said.")
        .Add("timeout_ms", Kinds.Milliseconds, (server, time) => server with { Timeout = time }, "The most milliseconds that one call of a tool may take.")
        .Add("tool_timeouts_ms", Kinds.MapOf(Kinds.Milliseconds), (server, map) => server with { ToolTimeouts = map }, "The same for single tools, by the server's own names.")
        .Add("connect_timeout_ms", Kinds.Milliseconds, (server, time) => server with { ConnectTimeout = time }, "The most milliseconds until the server is there and has said which tools it has.")
        .Add("max_result_bytes", Kinds.Whole(1), (server, number) => server with { MaxResultBytes = number }, "The most bytes of a result that are passed on; what is cut is said in the result.")
        .Add("enabled", Kinds.Flag, (server, flag) => server with { Enabled = flag }, "False leaves it out without deleting it."));

    private static ImmutableArray<ToolServerOptions> InOrder(ImmutableDictionary<string, ToolServerOptions> servers) =>
        [.. servers.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => pair.Value with { Name = pair.Key })];
}
