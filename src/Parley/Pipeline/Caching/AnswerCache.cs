using Parley.Dialects.Conversation;
using Parley.Pipeline.Accounts;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Caching;

/// <summary>Answers questions from what was answered before, has each question asked once however many ask it at a time, and keeps the answers. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="shelf">Answers in the store; null where there is none.</param>
internal sealed class AnswerCache(TimeProvider time, AnswerShelf? shelf = null)
{
    /// <summary>No answer takes more than this part of the memory.</summary>
    private const int LargestPart = 8;

    /// <summary>Who has waited so long for another's answer asks for its own.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly AnswerMemory _memory = new(time);
    private readonly Flights _flights = new();

    /// <summary>Answers a question: with what is kept, with what another is being answered, or by the rest of the way.</summary>
    public async ValueTask<Settlement> AnswerAsync(CacheQuestion question, GatewayStep next, CancellationToken cancellationToken)
    {
        var use = question.Exchange.Cache.Use;
        while (use != CacheUse.Refresh)
        {
            if ((Find(question) ?? await FetchAsync(question, cancellationToken).ConfigureAwait(false)) is { } found && question.TargetOf(found, time.GetUtcNow()) is { } target)
                return await Replay.GiveAsync(question, found, target, time, cancellationToken).ConfigureAwait(false);
            if (use == CacheUse.OnlyIfCached)
                return NotKept(question);
            var flight = _flights.Join(question.Key, out var leads);
            if (leads)
                return await LeadAsync(question, flight, next, cancellationToken).ConfigureAwait(false);
            var landing = await WaitAsync(question, flight, cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
                return Settlement.Of(new Fault(FaultKind.Cancelled, "The caller went away."));
            if (landing is not { } landed || landed is { Answer: null, IsFailure: false })
                break;
            if (landed.Answer is { } given && question.TargetOf(given, time.GetUtcNow()) is { } giver)
                return await Replay.GiveAsync(question, given, giver, time, cancellationToken).ConfigureAwait(false);
        }
        return (await AskAsync(question, next, cancellationToken).ConfigureAwait(false)).Settlement;
    }

    /// <summary>Forgets everything that is in memory.</summary>
    public void Forget() => _memory.Clear();

    private static Settlement NotKept(CacheQuestion question)
    {
        question.Exchange.Sink.Cache = CacheNote.Miss;
        return Settlement.Of(new Fault(FaultKind.NotFound, "There is no answer in the cache, and the request asks for no other.") { Code = "not_cached" });
    }

    private CachedAnswer? Find(CacheQuestion question)
    {
        if (_memory.Find(question.Key, question.Options) is not { } answer)
            return null;
        if (time.GetUtcNow() >= answer.Until)
            _memory.Forget(question.Key);
        return answer;
    }

    /// <summary>The answer that the store has; it is in memory then.</summary>
    private async ValueTask<CachedAnswer?> FetchAsync(CacheQuestion question, CancellationToken cancellationToken)
    {
        if (!question.Options.Store || shelf is null || await shelf.FindAsync(question.Key, cancellationToken).ConfigureAwait(false) is not { } found)
            return null;
        _memory.Keep(question.Key, found, question.Options);
        return found;
    }

    private async ValueTask<Settlement> LeadAsync(CacheQuestion question, Flight flight, GatewayStep next, CancellationToken cancellationToken)
    {
        var landing = new Landing(null, IsFailure: true);
        try
        {
            var (settlement, answer) = await AskAsync(question, next, cancellationToken).ConfigureAwait(false);
            landing = new Landing(answer, IsFailure: settlement.Fault is not null);
            return settlement;
        }
        finally
        {
            _flights.Land(question.Key, flight, landing);
        }
    }

    /// <summary>What came of another's question; null when there is no more time to wait.</summary>
    private async ValueTask<Landing?> WaitAsync(CacheQuestion question, Flight flight, CancellationToken cancellationToken)
    {
        var left = question.Deadline == TimeSpan.MaxValue ? Patience : question.Deadline - time.GetElapsedTime(question.Exchange.Started);
        if (left <= TimeSpan.Zero)
            return null;
        try
        {
            return await flight.Landing.WaitAsync(left < Patience ? left : Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception given) when (given is TimeoutException or OperationCanceledException)
        {
            // The rest of the way tells a caller who is late.
            return null;
        }
    }

    /// <summary>Goes the rest of the way, and keeps the answer where it may be given again.</summary>
    private async ValueTask<(Settlement Settlement, CachedAnswer? Answer)> AskAsync(CacheQuestion question, GatewayStep next, CancellationToken cancellationToken)
    {
        var exchange = question.Exchange;
        exchange.Sink.Cache = CacheNote.Miss;
        var sink = new WatchingSink(exchange.Sink, question.Options.MaxBytes / LargestPart);
        var settlement = await next(exchange.Asking(exchange.Request.Watched(), sink), cancellationToken).ConfigureAwait(false);
        if (AnswerOf(question, settlement, sink) is not { } answer)
            return (settlement, null);
        _memory.Keep(question.Key, answer, question.Options);
        if (question.Options.Store)
            shelf?.Keep(question.Key, answer);
        return (settlement, answer);
    }

    private CachedAnswer? AnswerOf(CacheQuestion question, in Settlement settlement, WatchingSink sink)
    {
        if (settlement.Fault is not null || settlement.Answering is not { Fault: null } attempt || sink.Build() is not { } reply || !Cacheable.IsAnswer(reply))
            return null;
        // What is signed is in the copy, and what steps of the gateway change is told by themselves.
        List<ConversionEntry> losses = [.. (sink.Head?.Log.Entries ?? []).Where(loss => loss.Field != WatchingSink.Signed && loss.Category < ConversionCategory.Redacted && !question.Exchange.Request.IsChange(loss))];
        // Another target of the same name might have lost nothing.
        if (losses.Exists(static loss => loss.Severity == ConversionSeverity.Error))
            return null;
        var now = time.GetUtcNow();
        return new CachedAnswer
        {
            Json = CachedAnswer.Write(reply),
            Backend = attempt.Target.Backend.Id,
            Model = attempt.Target.Model,
            At = now,
            Until = now + question.TimeToLive,
            Cost = question.Exchange.Decision is { } decision ? CallCost.Of(decision, attempt)?.Total : null,
            Losses = losses,
        };
    }
}
