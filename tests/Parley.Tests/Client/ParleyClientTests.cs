using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Tests.Client;

/// <summary>Parley in a process of somebody's own.</summary>
public sealed class ParleyClientTests
{
    [Fact]
    public async Task Chat_in_one_sentence_gives_the_reply()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new DelegateBackend("code", static (request, _) => Say("Hello ", TextOf(request)))));

        var reply = await parley.ChatAsync("code/m", "you");

        Assert.Equal("Hello you", reply.Text);
    }

    [Fact]
    public async Task Stream_gives_events_as_they_come_and_its_end_after_the_books()
    {
        var gate = new TaskCompletionSource();
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (_, _) => SayInTwo(gate.Task))));
        Answer? ended = null;
        var texts = new List<string>();
        var last = ChatEventKind.Start;

        await foreach (var chatEvent in parley.StreamAsync("code/m", "x", new AskOptions { Ended = answer => ended = answer }))
        {
            last = chatEvent.Kind;
            if (chatEvent.Kind != ChatEventKind.Text)
                continue;
            texts.Add(chatEvent.Text.ToString());
            Assert.Null(ended);
            // The second piece is not said before the first was read.
            gate.TrySetResult();
        }

        Assert.Equal(["one", "two"], texts);
        Assert.Equal(ChatEventKind.End, last);
        Assert.Equal("code/m", ended!.Target!.ToString());
    }

    [Fact]
    public async Task Stream_folds_to_the_reply_that_comes_whole()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new DelegateBackend("code", static (request, _) => Say("Hello ", TextOf(request)))));
        var folder = new ReplyFolder();

        await foreach (var chatEvent in parley.StreamAsync("code/m", "you"))
            folder.Add(chatEvent);

        Assert.Equal((await parley.ChatAsync("code/m", "you")).Text, folder.Build().Text);
    }

    [Fact]
    public async Task Reader_that_stops_ends_the_call_and_waits_for_the_books()
    {
        var ended = new TaskCompletionSource();
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (_, stop) => SayForever(ended, stop))));

        await foreach (var chatEvent in parley.StreamAsync("code/m", "x"))
        {
            if (chatEvent.Kind == ChatEventKind.Text)
                break;
        }

        await ended.Task;
        Assert.Equal((1, 0), (parley.Statistics.Report().Cancelled, parley.Statistics.Report().InFlight));
    }

    [Fact]
    public async Task Priority_asks_one_after_the_other_whatever_model_is_named()
    {
        await using var parley = ParleyClient.Create(static b => b
            .AddBackend(new DelegateBackend("second", static (request, _) => Say("second ", request.Model)) { DefaultModel = "two" })
            .AddBackend(new DelegateBackend("first", static (_, _) => Fail(FaultKind.Overloaded)) { DefaultModel = "one" })
            .Route(static r => r.Priority("first", "second").FailoverOnError()));

        var answer = await parley.AskAsync(ChatRequest.Of("gpt-4", "Hello!"));

        Assert.Equal("second two", answer.Require().Text);
        Assert.Equal(["first/one", "second/two"], answer.Attempts.Select(static attempt => attempt.Target.ToString()));
    }

    [Fact]
    public async Task Without_failover_no_other_backend_is_asked()
    {
        await using var parley = ParleyClient.Create(static b => b
            .AddBackend(new DelegateBackend("first", static (_, _) => Fail(FaultKind.Overloaded)) { DefaultModel = "one" })
            .AddBackend(new DelegateBackend("second", static (_, _) => Say("second")) { DefaultModel = "two" })
            .Route(static r => r.Priority("first", "second").FailoverOnError(false)));

        var answer = await parley.AskAsync(ChatRequest.Of("gpt-4", "Hello!"));

        Assert.All(answer.Attempts, static attempt => Assert.Equal("first", attempt.Target.Backend.Id));
    }

    [Fact]
    public async Task Custom_choice_is_a_function_of_the_request()
    {
        await using var parley = ParleyClient.Create(static b => b
            .AddBackend(new DelegateBackend("small", static (_, _) => Say("small")))
            .AddBackend(new DelegateBackend("large", static (_, _) => Say("large")))
            .AddModel("any", "small/s", "large/l")
            .Route(static r => r.Custom(static (context, _) => context.Head.EstimatedInputTokens < 50 ? 0 : 1)));

        Assert.Equal("small", (await parley.ChatAsync("any", "Hi")).Text);
        Assert.Equal("large", (await parley.ChatAsync("any", new string('x', 4000))).Text);
    }

    [Fact]
    public async Task Failure_is_thrown_as_its_kind_with_all_that_is_known()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new DelegateBackend("code", static (_, _) => Fail(FaultKind.RateLimit))));

        var thrown = await Assert.ThrowsAsync<RateLimitException>(() => parley.ChatAsync("code/m", "x"));

        Assert.Equal((ErrorCategory.RateLimit, true, "code", TimeSpan.FromSeconds(7)), (thrown.Category, thrown.IsRetryable, thrown.Provider, thrown.RetryAfter));
        Assert.True(thrown.Is("RATE_LIMIT_ERROR") && thrown.Is("RATE_LIMIT_EXCEEDED") && !thrown.Is("AUTH_ERROR"));
        Assert.NotEmpty(thrown.Attempts);
        Assert.NotNull(thrown.RequestId);
    }

    [Fact]
    public async Task Stream_that_breaks_throws_after_what_it_said()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new DelegateBackend("code", static (_, _) => SayAndFail())));
        var texts = new List<string>();

        var thrown = await Assert.ThrowsAsync<BackendException>(async () =>
        {
            await foreach (var chatEvent in parley.StreamAsync("code/m", "x"))
            {
                if (chatEvent.Kind == ChatEventKind.Text)
                    texts.Add(chatEvent.Text.ToString());
            }
        });

        Assert.Equal(["half"], texts);
        Assert.Equal("code", thrown.Provider);
    }

    [Fact]
    public void Wrong_configuration_is_one_exception_with_every_problem()
    {
        var thrown = Assert.Throws<ConfigurationException>(static () => ParleyClient.Create(static b => b.AddBackend("nobody").AddModel("m", "nowhere/x")));

        Assert.True(thrown.Problems.Count >= 2);
    }

    [Fact]
    public async Task Reconfigured_client_serves_new_names_and_keeps_the_old_where_it_is_wrong()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new DelegateBackend("code", static (request, _) => Say(request.Model))));

        Assert.True(parley.Reconfigure(static options => options with { Models = [new() { Name = "fresh", Targets = ["code/new"] }] }).IsApplied);
        Assert.False(parley.Reconfigure(static options => options with { Models = [new() { Name = "broken", Targets = ["nobody/x"] }] }).IsApplied);

        Assert.Equal("new", (await parley.ChatAsync("fresh", "x")).Text);
    }

    [Fact]
    public async Task Vectors_come_in_the_order_of_their_texts()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new Vectors()));

        var reply = await parley.EmbedAsync("vectors/v", ["a", "bb"]);

        Assert.Equal(["[1]", "[2]"], reply.Vectors.Select(static vector => vector.Values.ToString()));
    }

    [Fact]
    public async Task Backends_tell_how_they_are_and_what_was_seen_of_them()
    {
        var fails = true;
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (_, _) => fails ? Fail(FaultKind.Upstream) : Say("x"))));
        await parley.AskAsync(ChatRequest.Of("code/m", "x"));
        var failures = parley.Backends.StatusOf("code").ConsecutiveFailures;
        fails = false;

        await parley.AskAsync(ChatRequest.Of("code/m", "x"));

        var status = parley.Backends.StatusOf("code");
        Assert.True(failures > 0 && status is { IsHealthy: true, ConsecutiveFailures: 0, LastSuccess: not null });
        var report = parley.Statistics.Report();
        Assert.Equal((1, 1), (report.Succeeded, report.Failed));
        Assert.Equal(report.Backends["code"].Failed, failures);
    }

    private static string TextOf(ChatRequest request) => ((TextPart)request.Messages[^1].Parts[0]).Text.ToString();

    private static async IAsyncEnumerable<string> Say(params string[] texts)
    {
        foreach (var text in texts)
        {
            await Task.Yield();
            yield return text;
        }
    }

    private static async IAsyncEnumerable<string> SayInTwo(Task between)
    {
        yield return "one";
        await between;
        yield return "two";
    }

    private static async IAsyncEnumerable<string> SayForever(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken stop)
    {
        try
        {
            while (true)
            {
                yield return "x";
                await Task.Yield();
                stop.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            ended.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<string> SayAndFail()
    {
        yield return "half";
        await Task.Yield();
        throw new BackendFaultException(FaultKind.Upstream, "It broke.");
    }

    private static async IAsyncEnumerable<string> Fail(FaultKind kind)
    {
        await Task.Yield();
        throw new BackendFaultException(new Fault(kind, "No.") { RetryAfter = TimeSpan.FromSeconds(7) });
#pragma warning disable CS0162 // Without it this is no iterator.
        yield return "";
#pragma warning restore CS0162
    }

    private sealed class Vectors : InProcessBackend
    {
        public Vectors()
            : base("vectors") => Abilities = Abilities with { Embeddings = true };

        public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<EmbeddingReply> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken) => new(new EmbeddingReply
        {
            Vectors = [.. request.Inputs.Select(static input => new EmbeddingVector(Dialects.Wire.RawJson.Parse($"[{input.Text.ToString().Length}]")))],
        });
    }
}
