using Parley.TestKit.Upstream;
using static Parley.AspNetCore.Tests.Caching.CachingGateway;

namespace Parley.AspNetCore.Tests.Caching;

/// <summary>The same question is asked once.</summary>
public sealed class CacheTests
{
    [Fact]
    public async Task The_same_question_a_second_time_asks_no_backend()
    {
        await using var cached = await StartAsync();
        cached.Backend.Then(Script.Json(WireSample.OpenAI.Reply));
        using var first = await cached.ChatAsync();
        var before = await first.Content.ReadAsStringAsync();
        using var second = await cached.ChatAsync();
        var after = await second.Content.ReadAsStringAsync();
        Assert.Equal(("miss", "hit"), (Verdict(first), Verdict(second)));
        Assert.Equal(1, cached.Calls);
        Assert.Contains("Hello there", before);
        Assert.Contains("Hello there", after);
        Assert.Contains("\"total_tokens\":9", after);
        Assert.False(first.Headers.Contains("age"));
        Assert.InRange(second.Headers.Age!.Value.TotalSeconds, 0, 60);
        Assert.Equal("first", second.Headers.GetValues("x-parley-backend").Single());
    }
}
