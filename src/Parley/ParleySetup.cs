using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Pipeline;

namespace Parley;

/// <summary>What a client is made of.</summary>
/// <param name="Loader">Compiles configurations.</param>
/// <param name="Sources">The files, lowest first.</param>
/// <param name="Complete">Adds to what files say what was said in code.</param>
internal sealed record ParleySetup(ConfigurationLoader Loader, ImmutableArray<SourceText> Sources, Func<GatewayOptions, GatewayOptions> Complete)
{
    /// <summary>What the host brings of its own.</summary>
    public required GatewayParts Parts { get; init; }

    /// <summary>Where to log.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Done when the client has stopped; null for nothing.</summary>
    public Func<ValueTask>? Closed { get; init; }

    /// <summary>The configuration.</summary>
    /// <exception cref="Configuration.Diagnostics.ConfigurationException">It cannot be.</exception>
    public LoadedConfiguration Load() => Loader.Load(Sources, Complete);
}
