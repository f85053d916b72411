using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Caching;

/// <summary>Gives a kept answer once more: whole, or as a stream, in the caller's dialect. Nothing is asked, and nothing is used.</summary>
internal static class Replay
{
    private static readonly Usage Nothing = new() { Input = TokenCount.Exact(0), Output = TokenCount.Exact(0) };

    public static async ValueTask<Settlement> GiveAsync(CacheQuestion question, CachedAnswer answer, Target target, TimeProvider time, CancellationToken cancellationToken)
    {
        var exchange = question.Exchange;
        var sink = exchange.Sink;
        var now = time.GetUtcNow();
        sink.Cache = new CacheNote(CacheVerdict.Hit, now > answer.At ? now - answer.At : TimeSpan.Zero) { From = target };
        var attempt = new Attempt(1, target, exchange.Request, sink, new NoDeadlines(time, exchange.Started, cancellationToken));
        foreach (var change in exchange.Request.Changes)
            attempt.Log.Add(change);
        foreach (var loss in answer.Losses)
            attempt.Log.Add(loss);
        var reply = answer.Read();
        if (reply.Dialect != exchange.Request.Operation.Codec.Dialect)
            reply = exchange.Request.Continuations.Keep(reply, attempt);
        sink.Begin(new ReplyHead(target, [], attempt.Log));
        if (exchange.Request.Head.Stream)
            await StreamAsync(sink, reply, cancellationToken).ConfigureAwait(false);
        else
            await sink.WriteReplyAsync(reply, cancellationToken).ConfigureAwait(false);
        var outcome = new AttemptOutcome(target, null, Nothing, Committed: true)
        {
            Finish = reply.Choices[0].Finish,
            Log = attempt.Log,
            Duration = attempt.Deadlines.Elapsed,
            FirstEvent = attempt.Deadlines.Elapsed,
            IsSent = false,
            Saved = answer.Cost,
        };
        return new Settlement([outcome], Nothing, null);
    }

    private static async ValueTask StreamAsync(ReplySink sink, ChatReply reply, CancellationToken cancellationToken)
    {
        await sink.WriteEventsAsync(ReplayedStream.Of(reply), cancellationToken).ConfigureAwait(false);
        await sink.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The clock of an answer that nobody is waited for.</summary>
    private sealed class NoDeadlines(TimeProvider time, long started, CancellationToken caller) : IDeadlines
    {
        public CancellationToken Token => caller;

        public FaultKind? Expired => null;

        public TimeSpan Elapsed => time.GetElapsedTime(started);

        public void Progress()
        {
        }
    }
}
