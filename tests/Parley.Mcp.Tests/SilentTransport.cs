using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Parley.Mcp.Tests;

/// <summary>A way to a server that never answers.</summary>
internal sealed class SilentTransport : IClientTransport
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "silent";

    /// <summary>Ends when somebody connects.</summary>
    public Task Asked => _asked.Task;

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        _asked.TrySetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }
}
