using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Pipeline;
using Parley.Pipeline.Steps;
using Parley.Providers.Upstream;
using Parley.Tests.Pipeline.Caching;

namespace Parley.Tests.Pipeline.Content;

/// <summary>Steps and callers that leave.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task Caller_who_leaves_before_the_held_end_takes_nothing_from_the_books()
    {
        using var leaving = new CancellationTokenSource();
        var used = new Usage { Input = TokenCount.Exact(7) };
        IMiddleware step = new TransformMiddleware { Reply = static reply => reply };
        var exchange = Exchange(new DeadSink());

        var settlement = await step.InvokeAsync(exchange, async (asked, _) =>
        {
            await asked.Sink.WriteEventsAsync([new ChatEvent(ChatEventKind.Text, 0, 0, "Hello")], CancellationToken.None);
            await leaving.CancelAsync();
            return new Settlement([], used, null);
        }, leaving.Token);

        Assert.Equal((FaultKind.Cancelled, 7), (settlement.Fault?.Kind, settlement.Usage.TotalInput));
    }

    [Fact]
    public async Task Step_of_Parley_can_be_left_out_and_replaced()
    {
        var heard = new List<string>();
        var backend = new DelegateBackend("code", (request, _) =>
        {
            heard.Add(string.Concat(request.Messages.SelectMany(static message => message.Parts).OfType<TextPart>().Select(static part => part.Text.ToString())));
            return Task.FromResult(CountedBackend.Say("x"));
        });
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [backend] }.Load([new SourceText("parley.json", """{ "guards": { "pii": { "email": "redact" } } }""")]).Require();
        foreach (var changes in (MiddlewareList?[])[null, new MiddlewareList().Remove("guards"), new MiddlewareList().Replace("guards", new TransformMiddleware { Request = static request => request with { Messages = [new Message(Role.User, [new TextPart("other")])] } }), new MiddlewareList().UseAfter("guards", new GuardStep(new GuardOptions { Patterns = [new("word", "[a-z]+")] }))])
        {
            using var gateway = new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance, new GatewayParts { Changes = changes });
            (await gateway.AskAsync(CountedBackend.Some("A b@x.org"))).Require();
        }

        Assert.Equal(["A [EMAIL_1]", "A b@x.org", "other", "A [EMAIL_1]"], heard);
    }

    [Fact]
    public async Task Clients_of_the_library_have_the_same_list_of_steps_also_for_streams()
    {
        var heard = new List<string>();
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(new DelegateBackend("code", (request, _) =>
            {
                heard.Add(string.Concat(request.Messages[^1].Parts.OfType<TextPart>().Select(static part => part.Text.ToString())));
                return heard[^1].Chunk(2).Select(static piece => new string(piece)).ToAsyncEnumerable();
            }))
            .Configure(static options => options with { Guards = new GuardOptions { Patterns = [new GuardPattern("project", "PRJ-[0-9]+") { Action = GuardAction.Reversible }] } })
            .Use(new TransformMiddleware("loud") { Event = static one => one.Kind == ChatEventKind.Text ? one with { Text = one.Text.ToString().ToUpperInvariant() } : one })
            .Steps(static steps => steps.Replace("loud", new TransformMiddleware("quiet") { Event = static one => one }).Remove("history")));

        var whole = await parley.ChatAsync("code/m", "How is PRJ-4711?");
        var folder = new ReplyFolder();
        await foreach (var chatEvent in parley.StreamAsync("code/m", "How is PRJ-4711?"))
            folder.Add(chatEvent);

        Assert.Equal(["How is [PROJECT_1]?", "How is [PROJECT_1]?"], heard);
        Assert.Equal(("How is PRJ-4711?", "How is PRJ-4711?"), (whole.Text, folder.Build().Text));
    }

    private static Exchange Exchange(ReplySink sink) => new()
    {
        Id = "req_1",
        Request = new InboundRequest
        {
            Operation = KnownDialects.Find(DialectNames.OpenAIChat)!.Operations[0],
            Head = new RequestHead { Model = "m", Stream = true },
            Wire = new WireRequest("/", "", WireHeaders.None, """{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]}"""u8.ToArray()),
            Asked = StreamOptions.None,
        },
        Sink = sink,
        Snapshot = GatewaySnapshot.Empty,
        Started = 0,
    };

    /// <summary>The connection is gone.</summary>
    private sealed class DeadSink : ReplySink
    {
        public override void Begin(ReplyHead head)
        {
        }

        public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => throw new OperationCanceledException();

        public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken) => throw new OperationCanceledException();

        public override ValueTask FlushAsync(CancellationToken cancellationToken) => throw new OperationCanceledException();

        public override bool TryGetWire(Operation operation, out IWireSink? wire)
        {
            wire = null;
            return false;
        }
    }
}
