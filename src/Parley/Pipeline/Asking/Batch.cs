using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Asking;

/// <summary>Asks many requests, so many at a time, and gives the answers in the order of the requests.</summary>
internal static class Batch
{
    /// <summary>How many answers may wait for their turn for each that is asked at a time, so that one slow request does not hold up all others, nor all answers stay in memory.</summary>
    private const int Ahead = 8;

    /// <summary>Asks them as the answers are taken; whoever stops taking ends those that are under way.</summary>
    public static async IAsyncEnumerable<Answer> AskAsync(IEnumerable<ChatRequest> requests, int parallel, Func<ChatRequest, int, CancellationToken, Task<Answer>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(parallel);
        var begun = Channel.CreateBounded<Task<Answer>>(parallel * Ahead);
        var beginning = BeginAllAsync();
        try
        {
            await foreach (var answer in begun.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return await answer.ConfigureAwait(false);
            await beginning.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await beginning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (begun.Reader.TryRead(out var left))
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task BeginAllAsync()
        {
            Exception? broken = null;
            try
            {
                var place = 0;
                foreach (var request in requests)
                {
                    await begun.Writer.WaitToWriteAsync(stop.Token).ConfigureAwait(false);
                    await places.WaitAsync(stop.Token).ConfigureAwait(false);
                    // There is room: nobody else writes. What has begun is where it is waited for.
                    begun.Writer.TryWrite(AskInTurnAsync(request, place++));
                }
            }
            catch (Exception failed)
            {
                // Whoever takes the answers is told, after those that were begun.
                broken = failed;
            }
            begun.Writer.Complete(broken);
        }

        async Task<Answer> AskInTurnAsync(ChatRequest request, int place)
        {
            try
            {
                return await ask(request, place, stop.Token).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
