using System.Text;
using Parley.Conversations;
using Parley.Dialects;

namespace Parley.Tests.Conversations;

/// <summary>What is kept in memory, and for how long.</summary>
public sealed class MemoryReplyStoreTests
{
    private readonly HandTime _time = new();
    private KeepLimits _limits = new(1000, TimeSpan.FromHours(1));

    [Fact]
    public async Task Reply_is_found_by_its_owner_alone()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "one"), default);

        Assert.NotNull(await store.FindAsync("a", "one", default));
        Assert.Null(await store.FindAsync("b", "one", default));
        Assert.NotNull(await store.FindItemAsync("a", "item_one", default));
        Assert.Null(await store.FindItemAsync("b", "item_one", default));
        Assert.False(await store.DeleteAsync("b", "one", default));
    }

    [Fact]
    public async Task Oldest_reply_goes_when_there_is_no_room()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        foreach (var id in (string[])["one", "two", "three"])
            await store.SaveAsync(Reply("a", id, 300), default);

        Assert.Null(await store.FindAsync("a", "one", default));
        Assert.Null(await store.FindItemAsync("a", "item_one", default));
        Assert.NotNull(await store.FindAsync("a", "two", default));
        Assert.NotNull(await store.FindAsync("a", "three", default));
    }

    [Fact]
    public async Task Reply_that_is_larger_than_all_the_room_is_not_kept()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "small"), default);
        Assert.False(await store.SaveAsync(Reply("a", "large", 2000), default));

        Assert.Null(await store.FindAsync("a", "large", default));
        Assert.NotNull(await store.FindAsync("a", "small", default));
    }

    [Fact]
    public async Task Reply_goes_when_its_time_is_over_or_the_limit_falls()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "one"), default);
        _time.Forward(TimeSpan.FromMinutes(61));
        Assert.Null(await store.FindAsync("a", "one", default));

        await store.SaveAsync(Reply("a", "two"), default);
        _limits = default;
        Assert.Null(await store.FindAsync("a", "two", default));
    }

    [Fact]
    public async Task Reply_that_is_saved_again_replaces_the_first()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        for (var i = 0; i < 20; i++)
            await store.SaveAsync(Reply("a", "one", 300 + i), default);
        await store.SaveAsync(Reply("a", "two", 300), default);

        Assert.Equal(319, (await store.FindAsync("a", "one", default))!.Reply.Body.Length);
        Assert.True(await store.DeleteAsync("a", "one", default));
        Assert.Null(await store.FindAsync("a", "one", default));
    }

    [Fact]
    public async Task Many_of_one_owner_do_not_push_out_the_few_of_another()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("few", "mine", 300), default);
        for (var i = 0; i < 20; i++)
            await store.SaveAsync(Reply("many", $"theirs_{i}", 300), default);

        Assert.NotNull(await store.FindAsync("few", "mine", default));
        Assert.NotNull(await store.FindAsync("many", "theirs_19", default));
        Assert.False(await store.SaveAsync(Reply("many", "large", 900), default));
        Assert.NotNull(await store.FindAsync("few", "mine", default));
    }

    [Fact]
    public async Task Conversation_is_found_in_order_and_is_younger_for_it()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "one", 200), default);
        await store.SaveAsync(Reply("a", "other", 200), default);
        await store.SaveAsync(Reply("a", "two", 200) with { Previous = "one" }, default);

        Assert.Equal(["one", "two"], (await store.FindConversationAsync("a", "two", default))!.Select(static turn => turn.Reply.Id));
        Assert.Null(await store.FindConversationAsync("b", "two", default));
        await store.SaveAsync(Reply("a", "three", 200) with { Previous = "two" }, default);
        Assert.Null(await store.FindAsync("a", "other", default));
        Assert.Equal(3, (await store.FindConversationAsync("a", "three", default))!.Count);
    }

    [Fact]
    public async Task Conversation_with_a_gap_or_in_a_circle_is_none()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "two") with { Previous = "one" }, default);
        Assert.Null(await store.FindConversationAsync("a", "two", default));

        await store.SaveAsync(Reply("a", "one") with { Previous = "two" }, default);
        Assert.Null(await store.FindConversationAsync("a", "two", default));
    }

    [Fact]
    public async Task Update_of_a_reply_that_was_forgotten_keeps_nothing()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "one"), default);
        Assert.True(await store.UpdateAsync(Reply("a", "one", 20), default));
        Assert.Equal(20, (await store.FindAsync("a", "one", default))!.Reply.Body.Length);
        await store.DeleteAsync("a", "one", default);

        Assert.False(await store.UpdateAsync(Reply("a", "one"), default));
        Assert.Null(await store.FindAsync("a", "one", default));
    }

    [Fact]
    public async Task Item_that_was_asked_is_found_as_one_that_was_answered()
    {
        var store = new MemoryReplyStore(_time, () => _limits);
        await store.SaveAsync(Reply("a", "one") with { Input = [new KeptItem("item_asked", Encoding.UTF8.GetBytes("[]"))] }, default);

        Assert.Equal("[]", Encoding.UTF8.GetString((await store.FindItemAsync("a", "item_asked", default))!.Value.Span));
        await store.DeleteAsync("a", "one", default);
        Assert.Null(await store.FindItemAsync("a", "item_asked", default));
    }

    private static StoredReply Reply(string owner, string id, int size = 10) =>
        new(owner, new KeptReply(id, new byte[size], [new KeptItem("item_" + id, Encoding.UTF8.GetBytes("{}"))], IsRunning: false), []) { Backend = "b" };

    private sealed class HandTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Forward(TimeSpan time) => _now += time.Ticks;
    }
}
