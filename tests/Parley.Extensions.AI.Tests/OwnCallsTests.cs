using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Tests;

/// <summary>Chat clients that make calls of tools themselves, as backends.</summary>
public sealed class OwnCallsTests
{
    private static readonly Dictionary<string, object?> OneTwo = new() { ["a"] = 1, ["b"] = 2 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_that_the_client_made_are_not_the_callers_to_make(bool isMarked)
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Calling { Marks = isMarked }, "calling"));

        var answer = await parley.AskAsync(ChatRequest.Of("calling/m", "1+2?"));
        var (streamed, losses) = await StreamAsync(parley);

        var reply = answer.Require();
        Assert.Equal(["Let me see.", "Three"], reply.Choices[0].Parts.Select(static part => Assert.IsType<TextPart>(part).Text.ToString()));
        Assert.Equal(FinishReason.Stop, reply.Choices[0].Finish.Reason);
        Assert.Equal(["the call c1 of add, which was made", "the result of the call c1"], answer.Losses.Select(static loss => loss.OldValue!));
        Assert.Equal(reply.Choices[0].Parts.Select(static part => part.ToString()), streamed.Choices[0].Parts.Select(static part => part.ToString()));
        Assert.Equal(FinishReason.Stop, streamed.Choices[0].Finish.Reason);
        Assert.Equal(answer.Losses, losses);
    }

    [Fact]
    public async Task Tool_that_the_client_ran_is_not_run_again()
    {
        var runs = 0;
        var add = AIFunctionFactory.Create((int a, int b) => a + b + (0 * ++runs), "add");
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Calling(), "calling"));

        var run = await parley.RunToolsAsync("calling/m", "1+2?", [add]);

        Assert.Equal((0, 0), (runs, run.Steps.Count));
        Assert.Equal("Let me see.Three", run.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tool_that_a_client_ran_is_not_run_again_where_it_is_asked_directly(bool isMarked)
    {
        var runs = 0;
        var add = AIFunctionFactory.Create((int a, int b) => a + b + (0 * ++runs), "add");
        using var client = new Calling { Marks = isMarked };

        var whole = await client.RunToolsAsync([new ChatMessage(ChatRole.User, "1+2?")], [add]);
        var streamed = await client.StreamToolsAsync([new ChatMessage(ChatRole.User, "1+2?")], [add]).ToChatResponseAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, "Three", "Three"), (runs, whole.Messages[^1].Text, streamed.Messages[^1].Text));
    }

    [Fact]
    public async Task Call_that_is_left_is_the_callers_though_its_id_was_used_before()
    {
        await using var parley = ParleyClient.Create(b => b.AddBackend(new Calling { Leaves = true }, "calling"));

        var whole = await parley.ChatAsync("calling/m", "1+2?");
        var (streamed, _) = await StreamAsync(parley);

        foreach (var reply in (ChatReply[])[whole, streamed])
        {
            Assert.Equal("theirs", Assert.Single(reply.ToolCalls).Name);
            Assert.Equal(FinishReason.ToolCalls, reply.Choices[0].Finish.Reason);
        }
    }

    [Fact]
    public async Task Answer_that_ends_with_a_call_that_was_made_is_at_its_end()
    {
        var client = new ScriptedClient(new TextContent("Done."), new FunctionCallContent("c1", "add", OneTwo) { InformationalOnly = true }) { Reason = ChatFinishReason.ToolCalls };
        await using var parley = ParleyClient.Create(b => b.AddBackend(client, "calling"));

        var whole = await parley.ChatAsync("calling/m", "1+2?");
        var (streamed, _) = await StreamAsync(parley);

        Assert.All([whole, streamed], static reply => Assert.Equal((FinishReason.Stop, "Done."), (reply.Choices[0].Finish.Reason, reply.Text)));
    }

    private static async Task<(ChatReply Reply, IReadOnlyList<ConversionEntry> Losses)> StreamAsync(ParleyClient parley)
    {
        var folder = new ReplyFolder();
        Answer? ended = null;
        await foreach (var chatEvent in parley.StreamAsync("calling/m", "1+2?", new AskOptions { Ended = answer => ended = answer }))
            folder.Add(chatEvent);
        return (folder.Build(), ended!.Losses);
    }

    /// <summary>Does as a client does that makes calls itself: a stream tells the call before it is made, and marks it afterwards.</summary>
    private sealed class Calling : IChatClient
    {
        public bool Marks { get; init; } = true;

        /// <summary>Whether it asks for another tool in the end, which it cannot run.</summary>
        public bool Leaves { get; init; }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var updates = await GetStreamingResponseAsync(messages, options, cancellationToken).ToListAsync(cancellationToken);
            return new ChatResponse([.. updates.Where(static update => update.Contents.Count > 0).Select(static update => new ChatMessage(update.Role!.Value, update.Contents))]) { FinishReason = updates[^1].FinishReason };
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            var call = new FunctionCallContent("c1", "add", OneTwo);
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Let me see.");
            yield return new ChatResponseUpdate(ChatRole.Assistant, [call]);
            yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.ToolCalls };
            call.InformationalOnly = Marks;
            yield return new ChatResponseUpdate(ChatRole.Tool, [new FunctionResultContent("c1", 3)]);
            yield return new ChatResponseUpdate(ChatRole.Assistant, Leaves ? [new FunctionCallContent("c1", "theirs", OneTwo)] : [new TextContent("Three")]);
            yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = Leaves ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
