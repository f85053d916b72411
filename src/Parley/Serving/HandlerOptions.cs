using Parley.Configuration;

namespace Parley.Serving;

/// <summary>How a handler of <see cref="Gateway.CreateHandler"/> answers.</summary>
public sealed record HandlerOptions
{
    /// <summary>
    /// As whose calls they count, with the limits and the rights of that key; null for the host's own, which may use everything. What a client sends as its key is not looked at: nobody stands between the client and the engine.
    /// </summary>
    public CallerKey? Caller { get; init; }
}
