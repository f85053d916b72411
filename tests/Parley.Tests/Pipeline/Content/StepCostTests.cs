using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Pipeline.Asking;
using Parley.Pipeline.Steps;
using Parley.Providers.Upstream;

namespace Parley.Tests.Pipeline.Content;

/// <summary>What steps that change content cost those whom they do not concern.</summary>
public sealed class StepCostTests
{
    [Fact]
    public async Task Steps_that_nothing_is_configured_of_give_the_request_on_as_it_is_and_allocate_nothing()
    {
        var exchange = Exchange("{}", DialectNames.OpenAIChat, 0);
        foreach (IMiddleware step in (IMiddleware[])[new GuardStep(), new HistoryStep(), new TransformMiddleware(), new CostStep(new CostOptions())])
        {
            Exchange? seen = null;
            GatewayStep next = (asked, _) =>
            {
                seen = asked;
                return default;
            };
            await step.InvokeAsync(exchange, next, CancellationToken.None);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                await step.InvokeAsync(exchange, next, CancellationToken.None);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Same(exchange, seen);
        }
    }

    [Fact]
    public async Task Texts_to_embed_pass_by()
    {
        var embeddings = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations.ToList().FindIndex(static operation => operation.Codec.Kind == OperationKind.Embeddings);
        var exchange = Exchange("""{ "guards": { "pii": { "email": "block" } } }""", DialectNames.OpenAIChat, embeddings);
        Exchange? seen = null;

        await ((IMiddleware)new GuardStep()).InvokeAsync(exchange, (asked, _) => new(Settlement.Of(new Fault(FaultKind.Internal, (seen = asked).Id))), CancellationToken.None);

        Assert.Same(exchange, seen);
    }

    private static Exchange Exchange(string configuration, string dialect, int operation) => new()
    {
        Id = "req_1",
        Request = new InboundRequest
        {
            Operation = KnownDialects.Find(dialect)!.Operations[operation],
            Head = new RequestHead { Model = "m" },
            Wire = new WireRequest("/", "", WireHeaders.None, default),
            Asked = StreamOptions.None,
        },
        Sink = new AnswerSink(),
        Snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("parley.json", configuration)]).Require(),
        Started = 0,
    };
}
