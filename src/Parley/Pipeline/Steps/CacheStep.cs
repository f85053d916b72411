using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Pipeline.Caching;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The cache of answers. Where it is off it costs a comparison. A request whose answer may be kept leaves the fast lane, since the answer must be seen; all others pass as they are.
/// </summary>
internal sealed class CacheStep(AnswerCache cache, RouteFinder routes) : IMiddleware
{
    private readonly ConditionalWeakTable<Resolution, TargetClass> _classes = [];

    public string Name => "cache";

    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        if (!exchange.Snapshot.KeepsAnswers || exchange.Request.Operation.Codec is not IChatCodec)
            return next(exchange, cancellationToken);
        if (CacheQuestion.Of(exchange, routes, _classes) is { } question)
            return cache.AnswerAsync(question, next, cancellationToken);
        exchange.Sink.Cache = CacheNote.Bypass;
        return next(exchange, cancellationToken);
    }
}
