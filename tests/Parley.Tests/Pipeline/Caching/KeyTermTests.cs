using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>What a key adds to a question is part of it.</summary>
public sealed class KeyTermTests
{
    private static readonly CallerKey Free = CallerKey.Of("free", "free-free");
    private static readonly CallerKey Short = CallerKey.Of("short", "short-short") with { MaxTokens = 50, MaxTokensLimit = 100 };

    [Fact]
    public async Task Answer_does_not_go_past_the_limit_of_who_shares_it()
    {
        using var cached = Sharing();

        Assert.Equal("1 of 1000", await TextAsync(cached, Free, 1000));
        Assert.Equal("2 of 100", await TextAsync(cached, Short, 1000));
        Assert.Equal("3 of ", await TextAsync(cached, Free, null));
        Assert.Equal("4 of 50", await TextAsync(cached, Short, null));
        Assert.Equal("2 of 100", await TextAsync(cached, Short, 1000));
        Assert.Equal("5 of 80", await TextAsync(cached, Free, 80));
        Assert.Equal("5 of 80", await TextAsync(cached, Short, 80));
    }

    [Fact]
    public async Task Answers_from_before_a_limit_was_changed_are_not_given_any_more()
    {
        using var cached = new CountedBackend { Answer = Say };

        Assert.Equal("1 of 100", await TextAsync(cached, Short, 1000));
        Assert.Equal("2 of 10", await TextAsync(cached, Short with { MaxTokens = 10, MaxTokensLimit = 10 }, 1000));
        Assert.Equal("1 of 100", await TextAsync(cached, Short, 1000));
    }

    [Fact]
    public async Task Keys_of_two_strategies_ask_two_questions()
    {
        using var cached = Sharing();

        Assert.Equal("1 of ", await TextAsync(cached, Free, null));
        Assert.Equal("2 of ", await TextAsync(cached, Free with { Strategy = "lowest_cost" }, null));
    }

    private static CountedBackend Sharing() => new("\"enabled\": true, \"shared\": true") { Answer = Say };

    private static Task<ChatReply> Say(int number, ChatRequest asked, CancellationToken stop) => Task.FromResult(CountedBackend.Say($"{number} of {asked.MaxTokens}"));

    private static async Task<string> TextAsync(CountedBackend cached, CallerKey caller, int? maxTokens) =>
        CountedBackend.TextOf((await cached.Gateway.AskAsync(CountedBackend.Some("x") with { MaxTokens = maxTokens }, new AskOptions { Caller = caller })).Require());
}
