using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Tests.Pipeline.Content;

/// <summary>Answers that end before their end, and steps that change them.</summary>
public sealed class BrokenReplyTests
{
    [Fact]
    public async Task Step_that_sees_answers_whole_is_not_given_half_of_one()
    {
        var seen = new List<string>();
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("own", Breaking)).Use(new TransformMiddleware
        {
            Reply = reply =>
            {
                seen.Add(reply.Text);
                return reply;
            },
        }));

        var (events, thrown) = await ReadAsync(parley.StreamAsync("own/m", "x"));

        Assert.IsType<BackendException>(thrown);
        Assert.Empty(seen);
        Assert.DoesNotContain(events, static told => told.Kind is ChatEventKind.Text or ChatEventKind.Finish or ChatEventKind.End);
    }

    [Fact]
    public async Task Answer_that_a_guard_blocks_has_no_other_end()
    {
        await using var parley = ParleyClient.Create(static b => b.AddEcho().Configure(static options => options with
        {
            Guards = new GuardOptions { Patterns = [new GuardPattern("project", "PRJ-[0-9]+") { Action = GuardAction.Block, Direction = GuardDirection.Output }] },
        }));

        var (events, thrown) = await ReadAsync(parley.StreamAsync("parley/echo", "It is PRJ-4711"));

        Assert.NotNull(thrown);
        Assert.DoesNotContain(events, static told => told.Kind is ChatEventKind.Finish or ChatEventKind.End);
    }

    [Fact]
    public async Task Answer_that_a_step_makes_keeps_the_usage_streamed_as_whole()
    {
        var usage = new Usage { Input = TokenCount.Exact(7), Output = TokenCount.Exact(3) };
        await using var parley = ParleyClient.Create(b => b
            .AddBackend(new DelegateBackend("own", (_, _) => Task.FromResult(ChatReply.Of("x") with { Usage = usage })))
            .Use(new TransformMiddleware { Reply = static _ => ChatReply.Of("another") }));

        var whole = await parley.ChatAsync("own/m", "x");
        var (events, _) = await ReadAsync(parley.StreamAsync("own/m", "x"));

        Assert.Equal(("another", usage), (whole.Text, whole.Usage));
        Assert.Equal(usage, Assert.Single(events, static told => told.Kind == ChatEventKind.Usage).Detail);
    }

    [Fact]
    public async Task Stream_that_is_cut_at_a_stop_sequence_tells_what_was_used()
    {
        await using var parley = ParleyClient.Create(static b => b.AddEcho());

        var (events, _) = await ReadAsync(parley.StreamAsync(ChatRequest.Of("parley/echo", "one two three") with { StopSequences = ["two"] }));

        Assert.Equal("one ", string.Concat(events.Where(static told => told.Kind == ChatEventKind.Text).Select(static told => told.Text.ToString())));
        var used = Assert.IsType<Usage>(Assert.Single(events, static told => told.Kind == ChatEventKind.Usage).Detail);
        Assert.Equal((1, TokenCountQuality.Estimated), (used.Output.Tokens, used.Output.Quality));
        Assert.True(used.TotalInput > 0);
    }

    [Fact]
    public async Task Count_of_a_backend_that_has_come_to_its_end_stays_where_its_stream_is_cut()
    {
        var usage = new Usage { Input = TokenCount.Exact(7), Output = TokenCount.Exact(3), Reasoning = TokenCount.Exact(500) };
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("own", (_, _) => Task.FromResult(ChatReply.Of("one two three") with { Usage = usage })) { Abilities = new Abilities() }));

        var (events, _) = await ReadAsync(parley.StreamAsync(ChatRequest.Of("own/m", "x") with { StopSequences = ["two"] }));

        Assert.Equal(usage, Assert.Single(events, static told => told.Kind == ChatEventKind.Usage).Detail);
        Assert.Single(events, static told => told.Kind == ChatEventKind.End);
    }

    private static async Task<(List<ChatEvent> Events, Exception? Thrown)> ReadAsync(IAsyncEnumerable<ChatEvent> stream)
    {
        var events = new List<ChatEvent>();
        try
        {
            await foreach (var told in stream)
                events.Add(told);
            return (events, null);
        }
        catch (ParleyException thrown)
        {
            return (events, thrown);
        }
    }

    private static async IAsyncEnumerable<string> Breaking(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return "half ";
        await Task.Yield();
        throw new InvalidOperationException("It broke.");
    }
}
