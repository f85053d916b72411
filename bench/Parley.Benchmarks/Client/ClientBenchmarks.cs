using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Benchmarks.Client;

/// <summary>What a call in process costs beyond the backend: routed, limited and settled like every other.</summary>
[MemoryDiagnoser]
public class ClientBenchmarks
{
    private static readonly ChatReply Answer = new() { Choices = [new Choice(0, [new TextPart("Hello!")], new Finish(FinishReason.Stop))], Usage = new Usage { Input = TokenCount.Exact(9), Output = TokenCount.Exact(2) } };

    private static readonly ChatRequest Question = ChatRequest.Of("memory/model", "Hello, how are you today?");

    private readonly ParleyClient _parley = ParleyClient.Create(static b => b.AddBackend(new Memory()));

    /// <summary>A whole answer.</summary>
    [Benchmark]
    public Task<ChatReply> Unary() => _parley.ChatAsync(Question);

    /// <summary>The same as it comes.</summary>
    [Benchmark]
    public async Task<int> Stream()
    {
        var events = 0;
        await foreach (var _ in _parley.StreamAsync(Question))
            events++;
        return events;
    }

    private sealed class Memory() : InProcessBackend("memory")
    {
        public override ValueTask<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken) => new(Answer);

        public override async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var told in ReplyEvents.Of(Answer))
                yield return told;
            await Task.CompletedTask.ConfigureAwait(false);
        }
    }
}
