using System.Collections.Immutable;
using System.Net;

namespace Parley.Configuration.Options;

/// <summary>The section <c>server</c>: addresses and limits of the program.</summary>
public sealed record ServerOptions
{
    /// <summary>Where HTTP is served: <c>host:port</c>. Any other address than loopback needs a caller key.</summary>
    public string Http { get; init; } = "127.0.0.1:4000";

    /// <summary>The largest body that is read, in bytes, after decompression.</summary>
    public long MaxBodyBytes { get; init; } = 32L << 20;

    /// <summary>The most bytes of bodies that the whole process holds at one time.</summary>
    public long MaxBufferedBytes { get; init; } = 512L << 20;

    /// <summary>After how long a silence of the upstream a stream's caller gets a sign of life; zero for never.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The most bytes of replies that are kept for later requests to refer to (Responses: <c>store</c>); 0 for none.</summary>
    public long KeptReplyBytes { get; init; } = 64L << 20;

    /// <summary>How long they are kept.</summary>
    public TimeSpan KeptReplyAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether callers may force translation by <c>x-parley-lane: slow</c>.</summary>
    public bool AllowSlowLane { get; init; }

    /// <summary>Whether the built-in model <c>parley/echo</c> answers; null for: only while no key is configured.</summary>
    public bool? Echo { get; init; }

    /// <summary>Host names besides loopback that are accepted in <c>Host</c> and <c>Origin</c> while no key is configured.</summary>
    public ImmutableArray<string> AllowedHosts { get; init; } = [];

    /// <summary>The proxies that are believed when they say by <c>X-Forwarded-For</c> who calls.</summary>
    public ImmutableArray<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>After how many wrong keys from one address within the window further ones are answered 429; 0 for never. A right key passes always.</summary>
    public int FailedKeys { get; init; } = 20;

    /// <summary>The window in which they are counted.</summary>
    public TimeSpan FailedKeysWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether everything is the same, lists compared by what is in them.</summary>
    internal bool IsSameAs(ServerOptions other) => this with { AllowedHosts = other.AllowedHosts, TrustedProxies = other.TrustedProxies } == other
        && AllowedHosts.SequenceEqual(other.AllowedHosts) && TrustedProxies.SequenceEqual(other.TrustedProxies);
}
