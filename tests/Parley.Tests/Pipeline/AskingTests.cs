using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Pipeline;

namespace Parley.Tests.Pipeline;

/// <summary>Requests of the host itself, one and many.</summary>
public sealed class AskingTests
{
    [Fact]
    public async Task Answer_of_a_backend_comes_whole_with_who_gave_it()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (request, _) => Say("Hello ", TextOf(request))));

        var answer = await gateway.AskAsync(Ask("code/m", "you"));

        Assert.Equal("Hello you", TextOf(answer.Require()));
        Assert.Equal("code/m", answer.Target!.ToString());
        Assert.Single(answer.Attempts);
        Assert.Equal(answer.RequestId, gateway.Engine.Decisions.Newest.Single().ExchangeId);
    }

    [Fact]
    public async Task Failure_hands_over_to_the_next_target_as_for_every_caller()
    {
        using var gateway = Opened("""{ "models": [ { "name": "m", "targets": ["bad/one", "good/one"] } ] }""",
            new DelegateBackend("bad", static (_, _) => Broken()), new DelegateBackend("good", static (_, _) => Say("Rescued")));

        var answer = await gateway.AskAsync(Ask("m", "x"));

        Assert.Equal("Rescued", TextOf(answer.Require()));
        Assert.Equal(2, answer.Attempts.Count);
    }

    [Fact]
    public async Task Name_that_leads_nowhere_is_a_fault_and_no_exception()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (_, _) => Say("x")));

        var answer = await gateway.AskAsync(Ask("nowhere", "x"));

        Assert.Equal(FaultKind.NotFound, answer.Fault!.Kind);
        Assert.Equal(answer.RequestId, answer.Fault.RequestId);
        Assert.Throws<NoTargetException>(answer.Require);
    }

    [Fact]
    public async Task Limits_hold_for_what_the_host_asks_as_somebody()
    {
        using var gateway = Opened("""{ "limits": [ { "for": { "key": "*", "tag": "night" }, "requests": 1, "per": "day" } ] }""", new DelegateBackend("code", static (_, _) => Say("x")));
        var alice = new AskOptions { Caller = CallerKey.Of("alice", "long-enough"), Labels = new RequestLabels { Tags = ["night"] } };

        var good = await gateway.AskAsync(Ask("code/m", "x"), alice);
        var refused = await gateway.AskAsync(Ask("code/m", "x"), alice);
        var own = await gateway.AskAsync(Ask("code/m", "x"));

        Assert.Equal((null, FaultKind.Quota, null), (good.Fault?.Kind, refused.Fault?.Kind, own.Fault?.Kind));
        Assert.Contains("the key 'alice' and the tag 'night'", refused.Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_without_a_message_is_a_fault_that_names_the_list()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (_, _) => Say("x")));

        var answer = await gateway.AskAsync(new ChatRequest { Model = "code/m", Messages = [] });

        Assert.Equal((FaultKind.InvalidRequest, "messages"), (answer.Fault!.Kind, answer.Fault.Param));
    }

    [Fact]
    public async Task Request_that_ends_under_an_old_configuration_leaves_what_was_kept_since()
    {
        var end = new TaskCompletionSource();
        var backend = new DelegateBackend("code", (request, _) => SayAfter(TextOf(request) == "slow" ? end.Task : Task.CompletedTask));
        var snapshots = new[] { 256, 300 }.Select(kept => Loaded($$"""{ "routing": { "kept_decisions": {{kept}} } }""", backend)).ToArray();
        var current = 0;
        using var gateway = new Gateway(() => snapshots[current], TimeProvider.System, NullLoggerFactory.Instance);
        var slow = gateway.AskAsync(Ask("code/m", "slow"));
        current = 1;
        await gateway.AskAsync(Ask("code/m", "fast"));

        end.SetResult();
        await slow;

        Assert.Equal(2, gateway.Engine.Decisions.Newest.Count());
    }

    [Fact]
    public async Task Given_up_request_throws_and_ends_its_call()
    {
        using var leave = new CancellationTokenSource();
        var ended = new TaskCompletionSource();
        using var gateway = Opened("{}", new DelegateBackend("code", (_, stop) => Never(leave.Cancel, ended, stop)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gateway.AskAsync(Ask("code/m", "x"), cancellationToken: leave.Token));

        await ended.Task;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public async Task Batch_keeps_the_order_and_never_more_under_way_than_allowed(int parallel)
    {
        var crowd = new Crowd();
        using var gateway = Opened("{}", new DelegateBackend("code", (request, _) => crowd.AnswerAsync(TextOf(request))));

        var answers = new List<Answer>();
        await foreach (var answer in gateway.BatchAsync(Enumerable.Range(0, 100).Select(static number => Ask("code/m", $"{number}")), parallel))
            answers.Add(answer);

        Assert.Equal(Enumerable.Range(0, 100), answers.Select(static answer => answer.Place));
        Assert.Equal(Enumerable.Range(0, 100).Select(static number => $"{number}"), answers.Select(static answer => TextOf(answer.Require())));
        Assert.InRange(crowd.Most, 1, parallel);
        Assert.True(parallel == 1 || crowd.Most > 1);
    }

    [Fact]
    public async Task One_failure_in_a_batch_is_one_answer_and_the_others_go_on()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (request, _) => TextOf(request) == "1" ? Broken() : Say("fine")));

        var answers = new List<Answer>();
        await foreach (var answer in gateway.BatchAsync([Ask("code/m", "0"), Ask("code/m", "1"), Ask("code/m", "2")], parallel: 2))
            answers.Add(answer);

        Assert.Equal([null, FaultKind.Upstream, null], answers.Select(static answer => answer.Fault?.Kind));
    }

    [Fact]
    public async Task Request_that_JSON_cannot_say_is_one_fault_and_the_others_go_on()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (_, _) => Say("x")));

        var answers = new List<Answer>();
        await foreach (var answer in gateway.BatchAsync([Ask("code/m", "0"), Ask("code/m", "1") with { Sampling = new Sampling { Temperature = double.NaN } }, Ask("code/m", "2")]))
            answers.Add(answer);

        Assert.Equal([null, FaultKind.InvalidRequest, null], answers.Select(static answer => answer.Fault?.Kind));
    }

    [Fact]
    public async Task Answers_may_be_taken_twice_and_are_asked_for_twice()
    {
        var calls = 0;
        using var gateway = Opened("{}", new DelegateBackend("code", (_, _) => Say($"{Interlocked.Increment(ref calls)}")));
        var batch = gateway.BatchAsync([Ask("code/m", "0"), Ask("code/m", "1")]);

        foreach (var time in (int[])[2, 4])
        {
            await foreach (var answer in batch)
                answer.Require();
            Assert.Equal(time, calls);
        }
    }

    [Fact]
    public async Task Requests_are_taken_as_answers_are_and_whoever_stops_ends_the_rest()
    {
        var taken = 0;
        using var gateway = Opened("{}", new DelegateBackend("code", static (_, _) => Say("x")));

        await foreach (var answer in gateway.BatchAsync(Endless(), parallel: 2))
        {
            if (answer.Place == 4)
                break;
        }

        // What was taken is no more than what may be under way, wait for its turn, or has been given.
        Assert.InRange(taken, 5, 5 + (2 * 8) + 2 + 1);

        IEnumerable<ChatRequest> Endless()
        {
            while (true)
            {
                Interlocked.Increment(ref taken);
                yield return Ask("code/m", "x");
            }
        }
    }

    [Fact]
    public async Task Source_that_breaks_is_told_behind_the_answers_that_were_asked_for()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (_, _) => Say("x")));
        var count = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in gateway.BatchAsync(Breaking()))
                count++;
        });

        Assert.Equal(2, count);

        static IEnumerable<ChatRequest> Breaking()
        {
            yield return Ask("code/m", "0");
            yield return Ask("code/m", "1");
            throw new InvalidOperationException("No more.");
        }
    }

    [Fact]
    public void Batch_of_nobody_at_a_time_is_refused_at_once()
    {
        using var gateway = Opened("{}", new DelegateBackend("code", static (_, _) => Say("x")));

        Assert.Throws<ArgumentOutOfRangeException>(() => gateway.BatchAsync([], parallel: 0));
    }

    private static GatewaySnapshot Loaded(string configuration, params InProcessBackend[] backends) =>
        new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { InProcess = [.. backends] }.Load([new SourceText("parley.json", configuration)]).Require();

    private static Gateway Opened(string configuration, params InProcessBackend[] backends)
    {
        var snapshot = Loaded(configuration, backends);
        return new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance);
    }

    private static ChatRequest Ask(string model, string text) => new() { Model = model, Messages = [new Message(Role.User, [new TextPart(text)])] };

    private static string TextOf(ChatRequest request) => ((TextPart)request.Messages[^1].Parts[0]).Text.ToString();

    private static string TextOf(ChatReply reply) => string.Concat(reply.Choices[0].Parts.OfType<TextPart>().Select(static part => part.Text.ToString()));

    private static async IAsyncEnumerable<string> Say(params string[] pieces)
    {
        await Task.Yield();
        foreach (var piece in pieces)
            yield return piece;
    }

    private static async IAsyncEnumerable<string> SayAfter(Task before)
    {
        await before;
        yield return "x";
    }

    private static async IAsyncEnumerable<string> Broken()
    {
        await Task.Yield();
        if (Environment.ProcessId != 0)
            throw new InvalidOperationException("It broke.");
        yield return "";
    }

    private static async IAsyncEnumerable<string> Never(Action leave, TaskCompletionSource ended, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        leave();
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        finally
        {
            ended.SetResult();
        }
        yield return "";
    }

    /// <summary>Counts how many are answered at once.</summary>
    private sealed class Crowd
    {
        private int _now;
        private int _most;

        public int Most => _most;

        public async IAsyncEnumerable<string> AnswerAsync(string text)
        {
            var now = Interlocked.Increment(ref _now);
            for (int most; now > (most = Volatile.Read(ref _most));)
                Interlocked.CompareExchange(ref _most, now, most);
            await Task.Yield();
            await Task.Yield();
            Interlocked.Decrement(ref _now);
            yield return text;
        }
    }
}
