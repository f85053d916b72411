using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Ledger;
using Parley.Pipeline;
using Parley.Serving.Bodies;

namespace Parley.Serving;

/// <summary>What serves callers: the engine with the configuration in force. One for a process; thread-safe.</summary>
/// <param name="engine">The engine.</param>
/// <param name="current">Gives the configuration in force.</param>
/// <param name="logger">Where to log.</param>
internal sealed class Service(Engine engine, Func<GatewaySnapshot> current, ILogger logger)
{
    public Engine Engine { get; } = engine;

    public ILogger Logger { get; } = logger;

    /// <summary>The configuration in force, with the keys that hold now.</summary>
    public GatewaySnapshot Snapshot => current();

    /// <summary>The ledger; null when none is kept.</summary>
    public Bookkeeper? Books => Engine.Books;

    /// <summary>Counts the bytes of all bodies that are held.</summary>
    public BufferBudget Bodies { get; } = new();
}
