using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>
/// An entry of <c>mcp.servers</c>: a server that has tools, by the Model Context Protocol. It is a program of this machine, or an address.
/// Which program is started says nobody but the operator's configuration, or code of the host that allows it by name (<c>AllowStdio</c> of Parley.Mcp): no other code can set <see cref="Command"/>, and no endpoint takes one.
/// </summary>
public sealed record ToolServerOptions
{
    /// <summary>Its name, which stands in the names of its tools: <c>mcp__name__tool</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The program that is started and spoken to over its standard input and output; null for an address.</summary>
    public string? Command { get; internal init; }

    /// <summary>The program's arguments.</summary>
    public ImmutableArray<string> Arguments { get; internal init; } = [];

    /// <summary>Variables of the program's environment. Of this process it gets only what every program needs, such as <c>PATH</c>: no keys.</summary>
    public ImmutableDictionary<string, SecretSetting> Environment { get; internal init; } = ImmutableDictionary<string, SecretSetting>.Empty;

    /// <summary>The folder in which the program runs; null for this process's.</summary>
    public string? Folder { get; internal init; }

    /// <summary>Where the server is, over streamable HTTP; null for a program.</summary>
    public string? Url { get; init; }

    /// <summary>Headers of every request to it.</summary>
    public ImmutableDictionary<string, SecretSetting> Headers { get; init; } = ImmutableDictionary<string, SecretSetting>.Empty;

    /// <summary>The server's own names of the tools that may be used; none for all.</summary>
    public ImmutableArray<Glob> Allow { get; init; } = [];

    /// <summary>Those that may not, whatever else is said.</summary>
    public ImmutableArray<Glob> Deny { get; init; } = [];

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long it may take until the server is there and has said which tools it has.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long calls of single tools may take, by the server's own names.</summary>
    public ImmutableDictionary<string, TimeSpan> ToolTimeouts { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>The most bytes of a result that are passed on; what is cut is said in the result.</summary>
    public int MaxResultBytes { get; init; } = 100_000;

    /// <summary>False leaves it out without deleting it.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether a tool may be used.</summary>
    public bool Allows(string tool)
    {
        foreach (var pattern in Deny)
        {
            if (pattern.Matches(tool))
                return false;
        }
        foreach (var pattern in Allow)
        {
            if (pattern.Matches(tool))
                return true;
        }
        return Allow.IsEmpty;
    }

    /// <summary>The node of the file.</summary>
    internal Reading.ConfigMap? Node { get; init; }
}
