using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Asking;

/// <summary>Many requests that are asked so many at a time, and answered in their order. One for a batch.</summary>
/// <param name="requests">What is asked.</param>
/// <param name="parallel">How many are under way at once.</param>
/// <param name="ask">Asks one, which has this place among all.</param>
internal sealed class Batch(IEnumerable<ChatRequest> requests, int parallel, Func<ChatRequest, int, CancellationToken, Task<Answer>> ask)
{
    /// <summary>How many answers may wait for their turn for each that is asked at a time, so that one slow request does not hold up all others, nor all answers stay in memory.</summary>
    private const int Ahead = 8;

    /// <summary>The most that may be under way at once.</summary>
    public const int MostParallel = 4096;

    private readonly Channel<Task<Answer>> _begun = Channel.CreateBounded<Task<Answer>>(parallel * Ahead);

    /// <summary>Asks as the answers are taken, anew each time that they are.</summary>
    public static async IAsyncEnumerable<Answer> AskAsync(IEnumerable<ChatRequest> requests, int parallel, Func<ChatRequest, int, CancellationToken, Task<Answer>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in new Batch(requests, parallel, ask).AnswersAsync(cancellationToken).ConfigureAwait(false))
            yield return answer;
    }

    /// <summary>Whoever stops taking ends those that are under way.</summary>
    private async IAsyncEnumerable<Answer> AnswersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(parallel);
        var beginning = BeginAllAsync(places, stop.Token);
        try
        {
            await foreach (var answer in _begun.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return await answer.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await beginning.ConfigureAwait(false);
            while (_begun.Reader.TryRead(out var left))
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeginAllAsync(SemaphoreSlim places, CancellationToken stop)
    {
        Exception? broken = null;
        try
        {
            var place = 0;
            foreach (var request in requests)
            {
                await _begun.Writer.WaitToWriteAsync(stop).ConfigureAwait(false);
                await places.WaitAsync(stop).ConfigureAwait(false);
                // There is room: nobody else writes. What has begun is where it is waited for.
                _begun.Writer.TryWrite(AskInTurnAsync(places, request, place++, stop));
            }
        }
        catch (Exception failed)
        {
            // Whoever takes the answers is told, after those that were begun.
            broken = failed;
        }
        _begun.Writer.Complete(broken);
    }

    private async Task<Answer> AskInTurnAsync(SemaphoreSlim places, ChatRequest request, int place, CancellationToken stop)
    {
        try
        {
            return await ask(request, place, stop).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }
}
