using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Caching;

/// <summary>A request whose answer may be one that is kept.</summary>
/// <param name="Exchange">The request.</param>
/// <param name="Key">By what its answer is found.</param>
/// <param name="Targets">Who may be asked.</param>
/// <param name="TimeToLive">How long its answer may be given again.</param>
internal sealed record CacheQuestion(Exchange Exchange, CacheKey Key, TargetClass Targets, TimeSpan TimeToLive)
{
    /// <summary>How the cache is configured.</summary>
    public CacheOptions Options => Exchange.Snapshot.Cache;

    /// <summary>What is left of the time that the request has by configuration or wish.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>The question that a request is; null where it has to go to its backend, and its answer to nobody else.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="routes">Says where names lead.</param>
    /// <param name="classes">The targets of names, which are made once.</param>
    public static CacheQuestion? Of(Exchange exchange, RouteFinder routes, ConditionalWeakTable<Resolution, TargetClass> classes)
    {
        if (exchange.Cache.Use == CacheUse.Off)
            return null;
        var resolution = routes.Resolve(exchange.Snapshot, exchange.Request.Head, exchange.Wishes);
        if (resolution.Targets.IsEmpty)
            return null;
        var (options, own) = (exchange.Snapshot.Cache, resolution.Route?.Cache ?? ModelCacheOptions.None);
        if (!(own.Enabled ?? options.Enabled) || Asked(exchange) is not { } asked || !Cacheable.IsQuestion(exchange.Request, asked))
            return null;
        if (options.DeterministicOnly && asked.Sampling.Temperature is not 0)
            return null;
        var targets = classes.GetValue(resolution, static known => new TargetClass(known));
        var longest = own.TimeToLive ?? options.TimeToLive;
        return new CacheQuestion(exchange, CacheKey.Of(exchange, asked, targets), targets, exchange.Cache.TimeToLive is { } wished && wished < longest ? wished : longest) { Deadline = DeadlineOf(exchange, resolution) };
    }

    /// <summary>Who gave a kept answer, where it may be given now: it is not too old, and its target is still one of those that the name leads to.</summary>
    public Target? TargetOf(CachedAnswer answer, DateTimeOffset now) => now < answer.Until && !(now - answer.At > Exchange.Cache.MaxAge) ? Targets.Find(answer.Backend, answer.Model) : null;

    private static TimeSpan DeadlineOf(Exchange exchange, Resolution resolution)
    {
        var configured = resolution.Route?.Failure.Retry.Deadline ?? exchange.Snapshot.Failure.Retry.Deadline ?? TimeSpan.MaxValue;
        return exchange.Wishes.Deadline is { } wished && wished < configured ? wished : configured;
    }

    /// <summary>What is asked; null where it cannot be read, which whoever asks it says.</summary>
    private static ChatRequest? Asked(Exchange exchange)
    {
        try
        {
            return exchange.Request.Question as ChatRequest;
        }
        catch (WireFormatException)
        {
            return null;
        }
    }
}
