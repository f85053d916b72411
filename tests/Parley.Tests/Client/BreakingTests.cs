using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.TestKit.Upstream;

namespace Parley.Tests.Client;

/// <summary>What is left when something breaks: steps and callbacks that throw, readers that leave, a client that is disposed of.</summary>
public sealed class BreakingTests
{
    [Fact]
    public async Task Disposed_client_breaks_off_what_runs_and_takes_no_more()
    {
        var asked = new TaskCompletionSource();
        var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (ChatRequest _, CancellationToken stop) => NeverAsync(asked, stop))));
        var running = parley.AskAsync(ChatRequest.Of("code/m", "x"));
        await asked.Task;

        await parley.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => parley.AskAsync(ChatRequest.Of("code/m", "x")));
        Assert.Equal(0, parley.Statistics.Report().InFlight);
    }

    [Fact]
    public async Task Gateway_may_be_disposed_of_twice_and_in_either_way()
    {
        var parley = ParleyClient.Create(b => b.AddBackend(Saying()));

        parley.Gateway.Dispose();
        parley.Gateway.Dispose();
        await parley.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => parley.ChatAsync("code/m", "x"));
    }

    [Fact]
    public async Task Step_that_throws_is_a_settled_failure_that_says_what_it_threw()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(Saying()).Use(new TransformMiddleware("broken") { Request = static _ => throw new InvalidOperationException("my own bug") }));

        var thrown = await Assert.ThrowsAsync<ParleyException>(() => parley.ChatAsync("code/m", "x"));

        Assert.Equal(("internal_error", "my own bug"), (thrown.Code, thrown.InnerException!.Message));
        Assert.Equal((1, 0), (parley.Statistics.Report().Failed, parley.Statistics.Report().InFlight));
    }

    [Fact]
    public async Task Handler_of_an_event_that_throws_takes_no_answer_away()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(Saying()));
        parley.Statistics.RequestStarted += static (_, _) => throw new InvalidOperationException("start");
        parley.Statistics.RequestEnded += static (_, _) => throw new InvalidOperationException("end");

        Assert.Equal("said", (await parley.ChatAsync("code/m", "x")).Text);
        Assert.Equal((1, 0), (parley.Statistics.Report().Succeeded, parley.Statistics.Report().InFlight));
    }

    [Fact]
    public async Task Ended_is_told_of_streams_that_are_left()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (ChatRequest _, CancellationToken stop) => SayForever(stop))));
        var told = new List<Answer>();

        await foreach (var chatEvent in parley.StreamAsync("code/m", "x", new AskOptions { Ended = told.Add }))
        {
            if (chatEvent.Kind == ChatEventKind.Text)
                break;
        }

        Assert.Equal(FaultKind.Cancelled, Assert.Single(told).Fault!.Kind);
    }

    [Fact]
    public async Task Key_of_a_backend_that_is_not_there_is_refused_and_case_does_not_matter()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var parley = ParleyClient.Create(b => b.AddBackend("openai", o => (o.Endpoint, o.ApiKey) = (upstream.Address + "v1", "sk-of-the-operator")));

        var refused = await parley.AskAsync(ChatRequest.Of("openai/gpt-4o", "x"), new AskOptions { Keys = new Dictionary<string, Secret> { ["opanai"] = new("sk-own") } });
        await parley.ChatAsync("openai/gpt-4o", "x", new AskOptions { Keys = new Dictionary<string, Secret> { ["OpenAI"] = new("sk-own") } });

        Assert.Equal("unknown_provider_key", refused.Fault!.Code);
        Assert.Contains("'openai'", refused.Fault.Message, StringComparison.Ordinal);
        Assert.Equal("Bearer sk-own", Assert.Single(upstream.Received).Headers["authorization"]);
    }

    [Fact]
    public async Task Own_key_and_only_what_is_cached_asks_nobody()
    {
        var calls = 0;
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (ChatRequest _, CancellationToken _) => Task.FromResult(ChatReply.Of($"{++calls}")))).Cache());

        var answer = await parley.AskAsync(ChatRequest.Of("code/m", "x"), new AskOptions { Keys = new Dictionary<string, Secret> { ["code"] = new("sk-own") }, Cache = new CacheWish { Use = CacheUse.OnlyIfCached } });

        Assert.NotNull(answer.Fault);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Key_that_does_not_hold_asks_nothing()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(Saying()));
        var expired = new AskOptions { Caller = CallerKey.Of("old", "long-enough") with { Expires = DateTimeOffset.UnixEpoch } };

        Assert.Equal("key_expired", (await parley.AskAsync(ChatRequest.Of("code/m", "x"), expired)).Fault!.Code);
    }

    [Fact]
    public async Task Retries_do_not_bring_failover_back()
    {
        await using var parley = ParleyClient.Create(static b => b
            .AddBackend(new DelegateBackend("first", (ChatRequest _, CancellationToken _) => Task.FromException<ChatReply>(new BackendFaultException(FaultKind.Overloaded, "No."))) { DefaultModel = "one" })
            .AddBackend(new DelegateBackend("second", (ChatRequest _, CancellationToken _) => Task.FromResult(ChatReply.Of("second"))) { DefaultModel = "two" })
            .Route(static r => r.Priority("first", "second").FailoverOnError(false).Retry(new() { MaxAttempts = 1 })));

        Assert.Equal("first", Assert.Single((await parley.AskAsync(ChatRequest.Of("m", "x"))).Attempts).Target.Backend.Id);
    }

    [Fact]
    public void Code_that_waits_in_its_context_does_not_block_who_waits_for_it()
    {
        using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (ChatRequest _, CancellationToken _) => SlowAsync())));
        var text = "";
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Deaf());
#pragma warning disable VSTHRD002 // As hosts write it.
            text = parley.ChatAsync("code/m", "x").GetAwaiter().GetResult().Text;
#pragma warning restore VSTHRD002
        });

        thread.Start();

        Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
        Assert.Equal("slow", text);
    }

    private static DelegateBackend Saying() => new("code", (ChatRequest _, CancellationToken _) => Task.FromResult(ChatReply.Of("said")));

    private static async Task<ChatReply> SlowAsync()
    {
#pragma warning disable CA2007, MA0004 // As hosts write it.
        await Task.Yield();
#pragma warning restore CA2007, MA0004
        return ChatReply.Of("slow");
    }

    private static async Task<ChatReply> NeverAsync(TaskCompletionSource asked, CancellationToken stop)
    {
        asked.TrySetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, stop);
        return ChatReply.Of("never");
    }

    private static async IAsyncEnumerable<string> SayForever([EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            yield return "x";
            await Task.Yield();
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>A context whose thread never comes round to what is posted.</summary>
    private sealed class Deaf : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
