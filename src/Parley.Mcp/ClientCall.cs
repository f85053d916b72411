using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Parley.Mcp;

/// <summary>One call of a tool over a connection.</summary>
internal static class ClientCall
{
    /// <summary>A call that is made just when its connection ends is answered by nobody: it ends with that.</summary>
    public static async Task<CallToolResult> AskAsync(McpClient client, string tool, IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var call = client.CallToolAsync(tool, arguments, cancellationToken: cancellationToken).AsTask();
        await Task.WhenAny(call, client.Completion).ConfigureAwait(false);
        if (call.IsCompleted)
            return ToolResult.Whole(await call.ConfigureAwait(false));
        // What becomes of it nobody waits for.
        _ = call.ContinueWith(static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        throw new IOException("The connection ended.");
    }
}
