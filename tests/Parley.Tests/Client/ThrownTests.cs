using System.Net;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Tests.Client;

/// <summary>What code of the host's throws, and answers that are none.</summary>
public sealed class ThrownTests
{
    public static TheoryData<Exception, FaultKind, int> Exceptions { get; } = new()
    {
        { new TimeoutException("late"), FaultKind.TotalTimeout, 504 },
        { new HttpRequestException("no", null, HttpStatusCode.TooManyRequests), FaultKind.RateLimit, 429 },
        { new HttpRequestException("moved", null, HttpStatusCode.Found), FaultKind.MalformedReply, 502 },
        { new BackendFaultException(FaultKind.Quota, "used up"), FaultKind.Quota, 429 },
        { new HttpRequestException(HttpRequestError.ConnectionError), FaultKind.Connect, 502 },
        { ParleyException.Of(new Fault(FaultKind.RateLimit, "wait") { RetryAfter = TimeSpan.FromSeconds(5) }), FaultKind.RateLimit, 429 },
        { ParleyException.Of(new Fault(FaultKind.Internal, "broken")), FaultKind.Upstream, 502 },
        { new InvalidOperationException("broken\nwith a trace"), FaultKind.Upstream, 502 },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task What_a_backend_throws_keeps_its_kind_and_is_there_for_the_host(Exception thrown, FaultKind kind, int status)
    {
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(new DelegateBackend("own", (_, _) => Task.FromException<ChatReply>(thrown)))
            .Route(static r => r.Retry(new() { MaxAttempts = 1 })));

        var caught = await Assert.ThrowsAnyAsync<ParleyException>(() => parley.ChatAsync("own/m", "x"));

        Assert.Equal((kind, status, "own"), (caught.Fault.Kind, caught.Fault.Status, caught.Provider));
        Assert.Same(thrown, caught.InnerException);
        Assert.Null(parley.Gateway.Engine.Decisions.Newest.Single().Fault!.Thrown);
        Assert.All(parley.Gateway.Engine.Decisions.Newest.Single().Attempts, static attempt => Assert.Null(attempt.Fault!.Thrown));
        Assert.DoesNotContain("trace", caught.Message, StringComparison.Ordinal);
        if (thrown is RateLimitException known)
            Assert.Equal(known.RetryAfter, Assert.IsType<RateLimitException>(caught).RetryAfter);
    }

    public static TheoryData<ChatReply> Halves { get; } = new(
        new ChatReply { Choices = [null!] },
        new ChatReply { Choices = [new Choice(0, null!, new Finish(FinishReason.Stop))] },
        new ChatReply { Choices = [new Choice(0, [null!], new Finish(FinishReason.Stop))] },
        new ChatReply { Choices = [new Choice(0, [new TextPart("x")], null!)] },
        new ChatReply { Choices = null! },
        null!);

    [Theory]
    [MemberData(nameof(Halves))]
    public async Task Answer_that_is_none_is_a_malformed_reply(ChatReply half)
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("own", (_, _) => Task.FromResult(half))).Route(static r => r.Retry(new() { MaxAttempts = 1 })));

        Assert.Equal(FaultKind.MalformedReply, (await parley.AskAsync(ChatRequest.Of("own/m", "x"))).Fault!.Kind);
    }

    [Fact]
    public async Task Character_that_is_cut_in_two_is_joined()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new DelegateBackend("own", Halved)));

        var streamed = "";
        await foreach (var chatEvent in parley.StreamAsync("own/m", "x"))
            streamed += chatEvent.Kind == ChatEventKind.Text ? chatEvent.Text.ToString() : "";

        Assert.Equal("a\ud83d\ude00b\ufffd", (await parley.ChatAsync("own/m", "x")).Text);
        Assert.Equal("a\ud83d\ude00b\ufffd", streamed);
    }

    [Fact]
    public async Task What_a_step_throws_at_an_answer_is_there_for_the_host_and_no_backend_is_blamed()
    {
        await using var parley = ParleyClient.Create(static b => b.AddEcho().Use(new TransformMiddleware { Reply = static _ => throw new FormatException("mine") }));

        var caught = await Assert.ThrowsAsync<ParleyException>(() => parley.ChatAsync("parley/echo", "x"));

        Assert.Null(caught.Provider);
        Assert.Equal("mine", Assert.IsType<FormatException>(caught.InnerException).Message);
    }

    [Fact]
    public void Counts_of_tokens_are_never_negative()
    {
        Assert.Equal((0, 0), (TokenCount.Exact(-5).Tokens, (TokenCount.Exact(5) with { Tokens = -1 }).Tokens));
        Assert.True(TokenCount.Exact(long.MaxValue).Plus(TokenCount.Exact(long.MaxValue)).Tokens > TokenCount.Most);
    }

    private static async IAsyncEnumerable<string> Halved(ChatRequest request, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var piece in (string[])["a\ud83d", "\ude00b", "\ud83d"])
        {
            await Task.Yield();
            yield return piece;
        }
    }
}
