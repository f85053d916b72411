namespace Parley.Mcp;

/// <summary>A tool gave no result: its server is away, was too slow or is left alone for a while, or the tool says that it failed. The message can be shown to a model; it holds none of the secrets that the server was given.</summary>
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
}
