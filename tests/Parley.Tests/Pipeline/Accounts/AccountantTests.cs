using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger;
using Parley.Pipeline;
using Parley.Pipeline.Accounts;
using Parley.Pipeline.Asking;
using Parley.Providers.Upstream;
using Parley.Tests.Ledger;

namespace Parley.Tests.Pipeline.Accounts;

public sealed class AccountantTests : IDisposable
{
    private static readonly Operation Chat = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0];

    private readonly string _root = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Stream_is_settled_under_the_number_that_it_began_with_whatever_ended_first()
    {
        var store = new TakingStore();
        await using (var books = Bookkeeper.Open(store, _root, TimeProvider.System, NullLogger.Instance))
        {
            var accountant = new Accountant(books, TimeProvider.System);
            var exchange = Streaming();
            var target = new Target(exchange.Snapshot.BackendList[0], "m");
            accountant.Watch(exchange);
            var second = new Attempt(2, target, exchange.Request, exchange.Sink, new NoDeadlines());
            Assert.True(exchange.Sink.TryCommit(second));

            accountant.Settle(exchange, new Settlement([second.Outcome(null), new AttemptOutcome(target, new Fault(FaultKind.Cancelled, ""), Usage.Unknown, false) { Number = 1 }], Usage.Unknown, null));
            await books.FlushAsync(CancellationToken.None);
        }

        Assert.Equal([(2, true, true), (1, false, false)], store.Entries.Select(static entry => (entry.Attempt, entry.IsAnswer, entry.IsFinal)));
        // Nothing is left that would be taken for a stream whose gateway was killed.
        Assert.Empty(Directory.GetDirectories(_root));
    }

    private static Exchange Streaming()
    {
        var wire = new WireRequest("/v1/chat/completions", "", WireHeaders.None, Encoding.UTF8.GetBytes("""{"model":"up/m","stream":true,"messages":[{"role":"user","content":"Hello"}]}"""));
        var loader = new ConfigurationLoader(Catalog.BuiltIn, static _ => null);
        return new Exchange
        {
            Id = "req_1",
            Request = new InboundRequest { Operation = Chat, Head = Chat.Codec.Peek(wire), Wire = wire, Asked = StreamOptions.None },
            Sink = new AnswerSink(),
            Snapshot = loader.Load([new SourceText("test.json", """{ "backends": [ { "id": "up", "type": "openai-compatible", "base_url": "http://127.0.0.1:1/v1", "api_key": "k" } ] }""")]).Require(),
            Started = TimeProvider.System.GetTimestamp(),
        };
    }

    private sealed class NoDeadlines : IDeadlines
    {
        public CancellationToken Token => CancellationToken.None;

        public FaultKind? Expired => null;

        public TimeSpan Elapsed => TimeSpan.Zero;

        public void Progress()
        {
        }
    }
}
