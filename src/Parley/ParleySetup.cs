using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Options;
using Parley.Pipeline;

namespace Parley;

/// <summary>What a client is made of.</summary>
/// <param name="Loader">Compiles configurations.</param>
/// <param name="Loaded">The first; without errors.</param>
internal sealed record ParleySetup(ConfigurationLoader Loader, LoadedConfiguration Loaded)
{
    /// <summary>Reads it once more, with what was changed since over it.</summary>
    public required Func<Func<GatewayOptions, GatewayOptions>, LoadedConfiguration> Read { get; init; }

    /// <summary>Commands and files that secrets came from; null for none.</summary>
    public SecretReferences? References { get; init; }

    /// <summary>What the host brings of its own.</summary>
    public required GatewayParts Parts { get; init; }

    /// <summary>Where to log.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Done when the client has stopped; null for nothing.</summary>
    public Func<ValueTask>? Closed { get; init; }
}
