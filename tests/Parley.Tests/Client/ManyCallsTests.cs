using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects.Conversation;

namespace Parley.Tests.Client;

/// <summary>Many calls at once, of one client.</summary>
public sealed class ManyCallsTests
{
    [Fact]
    public async Task Ten_thousand_calls_with_reloads_between_them_get_their_own_answers()
    {
        await using var parley = ParleyClient.Create(static b => b.AddBackend(new Repeating()).AddModel("m", "code/0"));
        var reloads = 0;

        var calls = Enumerable.Range(0, 10_000).Select(async number =>
        {
            if (number % 500 == 0)
                reloads += parley.Reconfigure(options => options with { Models = [new ModelOptions { Name = "m", Targets = [$"code/{number}"] }] }).IsApplied ? 1 : 0;
            await Task.Yield();
            return number % 2 == 0 ? (await parley.ChatAsync("m", $"{number}")).Text : await FoldedAsync(parley, $"{number}");
        });
        var answers = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(0, 10_000).Select(static number => $"{number}"), answers);
        Assert.Equal(20, reloads);
        Assert.Equal((10_000, 0, 0), (parley.Statistics.Report().Succeeded, parley.Statistics.Report().Failed, parley.Statistics.Report().InFlight));
    }

    [Fact]
    public async Task Calls_that_wait_hold_no_thread()
    {
        var answer = new TaskCompletionSource();
        var asked = new CountdownEvent(2_000);
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("code", (_, _) => Wait(asked, answer.Task))));

        var calls = Enumerable.Range(0, 1_000).Select(_ => parley.ChatAsync("code/m", "x"))
            .Concat(Enumerable.Range(0, 1_000).Select(_ => FoldedAsync(parley, "x", "code/m").ContinueWith(static text => ChatReplyOf(text.Result), TaskScheduler.Default))).ToList();
        await Task.Run(asked.Wait);

        // All of them wait now: were each to hold a thread, there would be two thousand.
        Assert.InRange(ThreadPool.ThreadCount, 0, 200);
        answer.SetResult();
        Assert.All(await Task.WhenAll(calls), static reply => Assert.Equal("late", reply.Text));
    }

    [Fact]
    public async Task Call_of_code_in_memory_allocates_four_kilobytes_at_most()
    {
        var reply = ChatReplyOf("Hello!");
        await using var parley = ParleyClient.Create(b => b.AddBackend(new DelegateBackend("memory", (_, _) => Task.FromResult(reply))));
        var request = ChatRequest.Of("memory/m", "Hello, how are you today?");
        for (var i = 0; i < 200; i++)
            await parley.ChatAsync(request);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assert.True(parley.ChatAsync(request).IsCompletedSuccessfully);

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 1, Budget);
    }

    /// <summary>Unoptimized code has an object for each asynchronous method.</summary>
#if DEBUG
    private const long Budget = 6_144;
#else
    private const long Budget = 4_096;
#endif

    private static ChatReply ChatReplyOf(string text) => new() { Choices = [new Choice(0, [new TextPart(text)], new Finish(FinishReason.Stop))] };

    private static async Task<string> FoldedAsync(ParleyClient parley, string text, string model = "m")
    {
        var folder = new ReplyFolder();
        await foreach (var chatEvent in parley.StreamAsync(model, text))
            folder.Add(chatEvent);
        return folder.Build().Text;
    }

    private static async IAsyncEnumerable<string> Wait(CountdownEvent asked, Task answer)
    {
        asked.Signal();
        await answer;
        yield return "late";
    }

    private sealed class Repeating() : InProcessBackend("code")
    {
        public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var letter in ((TextPart)request.Messages[^1].Parts[0]).Text.ToString())
            {
                yield return new ChatEvent(ChatEventKind.Text, 0, 0, $"{letter}");
                await Task.Yield();
            }
        }
    }
}
