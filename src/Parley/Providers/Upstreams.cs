using Parley.Configuration;
using Parley.Dialects;
using Parley.Providers.Counting;
using Parley.Providers.Echo;
using Parley.Providers.InProcess;
using Parley.Providers.Rest;
using Parley.Providers.Upstream;

namespace Parley.Providers;

/// <summary>Finds the upstream that answers for a backend.</summary>
internal sealed class Upstreams(HttpUpstream http, EchoUpstream echo, RestUpstream rest, InProcessUpstream code, LocalCount count)
{
    /// <summary>The upstream.</summary>
    /// <param name="target">Whom to ask.</param>
    /// <param name="asked">What for.</param>
    public IUpstream For(Target target, Operation asked)
    {
        var backend = target.Backend;
        if (asked.Codec.Kind == OperationKind.CountTokens && backend.Answering(asked, target.Model)?.Codec.Serves(target.Model) != true)
            return count;
        if (backend.InProcess is not null)
            return code;
        if (backend.Provider.Rest is not null)
            return rest;
        return ReferenceEquals(backend.Provider, EchoBackend.Provider) ? echo : http;
    }
}
