using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Pipeline.Asking;
using Parley.Pipeline.Caching;
using Parley.Pipeline.Steps;
using Parley.Providers.Upstream;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>What the cache costs those who do not use it.</summary>
public sealed class OffTests
{
    [Fact]
    public async Task Cache_that_is_off_gives_the_request_on_as_it_is_and_allocates_nothing()
    {
        var step = new CacheStep(new AnswerCache(TimeProvider.System), null!);
        var exchange = Exchange("{}");
        var settlement = new Settlement([], Usage.Unknown, null);
        Exchange? seen = null;
        GatewayStep next = (asked, _) =>
        {
            seen = asked;
            return new(settlement);
        };
        await step.InvokeAsync(exchange, next, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            await step.InvokeAsync(exchange, next, CancellationToken.None);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(exchange, seen);
        Assert.Null(exchange.Sink.Cache);
    }

    [Fact]
    public async Task Request_that_is_no_candidate_keeps_its_lane_and_its_sink()
    {
        var step = new CacheStep(new AnswerCache(TimeProvider.System), null!);
        var exchange = Exchange("""{ "cache": { "enabled": true } }""", CacheUse.Off);
        Exchange? seen = null;
        await step.InvokeAsync(exchange, (asked, _) => new(Settlement.Of(new Fault(FaultKind.Internal, (seen = asked).Id))), CancellationToken.None);
        Assert.Same(exchange, seen);
        Assert.Equal(CacheVerdict.Bypass, exchange.Sink.Cache!.Verdict);
    }

    private static Exchange Exchange(string configuration, CacheUse use = CacheUse.Usual) => new()
    {
        Id = "req_1",
        Request = new InboundRequest
        {
            Operation = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0],
            Head = new RequestHead { Model = "m" },
            Wire = new WireRequest("/", "", WireHeaders.None, default),
            Asked = StreamOptions.None,
        },
        Sink = new AnswerSink(),
        Snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("parley.json", configuration)]).Require(),
        Started = 0,
        Cache = new CacheWish { Use = use },
    };
}
