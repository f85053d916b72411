using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Conversations;
using Parley.Pipeline;
using Parley.Routing;

namespace Parley;

/// <summary>A running Parley: one engine and the configuration in force. One for a process; thread-safe.</summary>
public sealed class Gateway : IDisposable
{
    /// <summary>Signatures are small: this holds some ten thousand turns.</summary>
    private const long MostSignedBytes = 16 << 20;

    private readonly Func<GatewaySnapshot> _current;

    /// <summary>Starts an engine.</summary>
    /// <param name="current">Gives the configuration in force; each request keeps the one that it began with.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="steps">Steps of the host's own, run inside of Parley's, right before dispatch.</param>
    /// <param name="replies">Where replies are kept that callers may refer to; in memory, within the limits of <c>server</c>, when null.</param>
    /// <param name="strategy">The host's own strategy, for names and keys whose <c>strategy</c> is <c>custom</c>; null for none.</param>
    public Gateway(Func<GatewaySnapshot> current, TimeProvider time, ILoggerFactory loggers, IEnumerable<IMiddleware>? steps = null, IReplyStore? replies = null, IRoutingStrategy? strategy = null)
    {
        _current = current;
        Logger = loggers.CreateLogger("Parley");
        var kept = replies ?? new MemoryReplyStore(time, () => new KeepLimits(Snapshot.Server.KeptReplyBytes, Snapshot.Server.KeptReplyAge));
        var vault = new ContinuationVault(time, () => new KeepLimits(Math.Min(MostSignedBytes, Snapshot.Server.KeptReplyBytes), Snapshot.Server.KeptReplyAge));
        Engine = new Engine(time, Logger, kept, vault, steps ?? [], strategy);
    }

    /// <summary>The configuration in force.</summary>
    public GatewaySnapshot Snapshot => _current();

    internal Engine Engine { get; }

    internal ILogger Logger { get; }

    /// <summary>Asks the backends what they serve; bare model names then find them. Never throws for a backend that does not answer.</summary>
    public Task RefreshModelsAsync(CancellationToken cancellationToken = default) => Engine.Models.RefreshAsync(Snapshot, cancellationToken);

    /// <summary>Asks those backends if they are well whose time has come, as their configuration says. Routing and readiness go by what it sees. Never throws for a backend that does not answer.</summary>
    public Task CheckHealthAsync(CancellationToken cancellationToken = default) => Engine.Health.AskDueAsync(Snapshot, cancellationToken);

    /// <summary>Does so until it is cancelled. One loop is enough for a gateway.</summary>
    public Task KeepCheckingHealthAsync(CancellationToken cancellationToken) => Engine.Health.RunAsync(_current, cancellationToken);

    /// <summary>Reads the sensors of local hardware until it is cancelled, where the configuration wants it. One loop is enough for a gateway.</summary>
    public Task KeepReadingSensorsAsync(CancellationToken cancellationToken) => Engine.Sensors.RunAsync(_current, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Engine.Dispose();
}
