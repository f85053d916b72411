using Parley.Configuration;
using Parley.Dialects;
using Parley.Providers.Counting;
using Parley.Providers.Echo;
using Parley.Providers.Rest;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Finds the upstream that answers for a backend.</summary>
internal sealed class Upstreams(HttpUpstream http, EchoUpstream echo, RestUpstream rest, LocalCount count)
{
    public IUpstream For(Backend backend, Operation asked)
    {
        if (asked.Codec.Kind == OperationKind.CountTokens && backend.Answering(asked) is null)
            return count;
        if (backend.Provider.Rest is not null)
            return rest;
        return ReferenceEquals(backend.Provider, EchoBackend.Provider) ? echo : http;
    }
}
