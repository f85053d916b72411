using Parley.Configuration;

namespace Parley.Providers.Auth;

/// <summary>Puts a credential on a request to an upstream, in one way. Thread-safe.</summary>
public interface IAuthScheme
{
    /// <summary>The scheme that it implements.</summary>
    AuthScheme Scheme { get; }

    /// <summary>Puts the backend's credential on the request. Backends without a credential are not handed in.</summary>
    ValueTask ApplyAsync(HttpRequestMessage request, Backend backend, CancellationToken cancellationToken);
}
