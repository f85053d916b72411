using Parley.Configuration;
using Parley.Providers.Echo;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Finds the upstream that calls a backend.</summary>
internal sealed class Upstreams(HttpUpstream http, EchoUpstream echo)
{
    public IUpstream For(Backend backend) => ReferenceEquals(backend.Provider, EchoBackend.Provider) ? echo : http;
}
