using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using static Parley.Tests.Pipeline.Caching.CountedBackend;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>How long answers are kept, how many, and for whom.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Answer_is_given_again_until_its_time_is_over()
    {
        using var cached = new CountedBackend("\"enabled\": true, \"ttl\": 60");
        Assert.Equal("1", await cached.TextAsync("x"));
        cached.Time.Pass(TimeSpan.FromSeconds(59));
        Assert.Equal("1", await cached.TextAsync("x"));
        cached.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("2", await cached.TextAsync("x"));
    }

    [Fact]
    public async Task Time_of_one_answer_may_be_another_and_age_be_limited()
    {
        using var cached = new CountedBackend();
        await cached.TextAsync("x", cache: new CacheWish { TimeToLive = TimeSpan.FromSeconds(5) });
        await cached.TextAsync("y");
        cached.Time.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal("3", await cached.TextAsync("x"));
        Assert.Equal("2", await cached.TextAsync("y"));
        Assert.Equal("4", await cached.TextAsync("y", cache: new CacheWish { MaxAge = TimeSpan.FromSeconds(5) }));
    }

    [Fact]
    public async Task Nobody_has_an_answer_kept_longer_than_the_operator_allows()
    {
        using var cached = new CountedBackend("\"enabled\": true, \"ttl\": 60");
        await cached.TextAsync("x", cache: new CacheWish { TimeToLive = TimeSpan.FromDays(1) });
        cached.Time.Pass(TimeSpan.FromSeconds(61));
        Assert.Equal("2", await cached.TextAsync("x"));
    }

    [Fact]
    public async Task Answer_that_was_not_asked_for_longest_makes_room()
    {
        using var cached = new CountedBackend("\"cache_enabled\": true, \"cache_size\": 2");
        await cached.TextAsync("a");
        await cached.TextAsync("b");
        await cached.TextAsync("a");
        await cached.TextAsync("c");
        Assert.Equal("1", await cached.TextAsync("a"));
        Assert.Equal("4", await cached.TextAsync("b"));
    }

    [Fact]
    public async Task Answers_take_no_more_bytes_than_there_are()
    {
        using var cached = new CountedBackend("\"enabled\": true, \"max_mb\": 1");
        cached.Answer = static (number, _, _) => Task.FromResult(Say(new string((char)('a' + number % 26), 100_000)));
        for (var i = 0; i < 12; i++)
            await cached.TextAsync($"{i}");
        await cached.TextAsync("11");
        Assert.Equal(12, cached.Calls);
        await cached.TextAsync("0");
        Assert.Equal(13, cached.Calls);
    }

    [Fact]
    public async Task One_answer_never_takes_all_of_the_room()
    {
        using var cached = new CountedBackend("\"enabled\": true, \"max_mb\": 1");
        cached.Answer = static (_, _, _) => Task.FromResult(Say(new string('x', 200_000)));
        await cached.TextAsync("x");
        await cached.TextAsync("x");
        Assert.Equal(2, cached.Calls);
    }

    [Fact]
    public async Task Nobody_is_given_what_another_key_was_answered()
    {
        using var cached = new CountedBackend();
        var random = new Random(5);
        // Two keys of one name, as after a rotation, and callers without any.
        CallerKey?[] callers = [null, .. Enumerable.Range(0, 6).Select(static number => CallerKey.Of($"team{number / 2}", $"sk-{number}"))];
        var asker = -1;
        cached.Answer = (_, _, _) => Task.FromResult(Say($"for {asker}"));
        for (var i = 0; i < 400; i++)
        {
            asker = random.Next(callers.Length);
            Assert.Equal($"for {asker}", await cached.TextAsync($"question {random.Next(8)}", callers[asker]));
        }
        Assert.InRange(cached.Calls, callers.Length, callers.Length * 8);
    }

    [Fact]
    public async Task Shared_answers_are_given_to_every_key_that_may_ask_the_same()
    {
        using var cached = new CountedBackend("\"enabled\": true, \"shared\": true");
        var (anna, ben) = (CallerKey.Of("anna", "sk-1"), CallerKey.Of("ben", "sk-2"));
        await cached.TextAsync("x", anna);
        Assert.Equal("1", await cached.TextAsync("x", ben));
        var kept = ben with { Limits = new Parley.Configuration.Options.TargetLimits { Backends = [new Glob("other")] } };
        Assert.NotNull((await cached.AskAsync("x", kept)).Fault);
    }

    [Theory]
    [InlineData(FinishReason.ContentFilter)]
    [InlineData(FinishReason.Refusal)]
    [InlineData(FinishReason.Error)]
    [InlineData(FinishReason.Unknown)]
    [InlineData(FinishReason.MalformedToolCall)]
    [InlineData(FinishReason.Paused)]
    [InlineData(FinishReason.ContextWindow)]
    [InlineData(FinishReason.Other)]
    public async Task What_is_no_whole_answer_is_not_kept(FinishReason finish)
    {
        using var cached = new CountedBackend();
        cached.Answer = (number, _, _) => Task.FromResult(Say($"{number}", finish));
        await cached.AskAsync("x");
        await cached.AskAsync("x");
        Assert.Equal(2, cached.Calls);
    }

    [Fact]
    public async Task Only_what_is_asked_for_without_chance_is_kept_where_it_is_wanted_so()
    {
        using var cached = new CountedBackend("\"enabled\": true, \"deterministic_only\": true");
        foreach (var (temperature, calls) in ((double?, int)[])[(0, 1), (0, 1), (0.1, 2), (0.1, 3), (null, 4), (null, 5)])
        {
            (await cached.Gateway.AskAsync(Some("x") with { Sampling = new Sampling { Temperature = temperature } })).Require();
            Assert.Equal(calls, cached.Calls);
        }
    }

    [Fact]
    public async Task Hit_costs_nothing_uses_nothing_and_asks_nobody()
    {
        using var cached = new CountedBackend();
        await cached.TextAsync("x");
        var answer = await cached.AskAsync("x");
        var attempt = Assert.Single(answer.Attempts);
        Assert.Equal((false, true, 0L), (attempt.IsSent, attempt.Committed, attempt.Usage.TotalInput + attempt.Usage.TotalOutput));
        Assert.Equal(1_000_000, answer.Require().Usage.TotalInput);
        Assert.Equal(1, cached.Calls);
    }
}
