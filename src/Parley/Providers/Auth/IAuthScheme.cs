using Parley.Configuration;

namespace Parley.Providers.Auth;

/// <summary>Puts a credential on a request to an upstream, in one way. Thread-safe.</summary>
public interface IAuthScheme
{
    /// <summary>The scheme that it implements.</summary>
    AuthScheme Scheme { get; }

    /// <summary>Whether backends without a credential are passed over; false where the scheme finds credentials itself.</summary>
    bool NeedsCredential => true;

    /// <summary>Puts the backend's credential on the request, which is whole by then. Backends without a credential are handed in only where none is needed.</summary>
    ValueTask ApplyAsync(IOutgoingRequest request, Backend backend, CancellationToken cancellationToken);
}
