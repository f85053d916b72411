namespace Parley.Mcp;

/// <summary>A tool gave no result: its server is away, was too slow or is left alone for a while, the tool says that it failed, or an argument cannot be written. The message can be shown to a model; it holds none of the secrets that the server was given in its environment, its headers and the query of its address.</summary>
/// <param name="server">The server.</param>
/// <param name="tool">The tool, by the server's own name; empty when it is the server that cannot be reached.</param>
/// <param name="message">What is wrong.</param>
public sealed class McpToolException(string server, string tool, string message) : Exception(message)
{
    /// <summary>The server.</summary>
    public string Server { get; } = server;

    /// <summary>The tool, by the server's own name; empty when it is the server that cannot be reached.</summary>
    public string Tool { get; } = tool;

    /// <summary>Whether the tool itself answered, and said that it failed.</summary>
    public bool IsOfTool { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsRetryable { get; init; }

    /// <summary>The argument of the caller's that cannot be written as JSON: the server was not asked. Null when it is something else.</summary>
    public string? Argument { get; init; }
}
