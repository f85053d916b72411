using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>Takes requests of the host itself down the same way as those that come over HTTP. Thread-safe.</summary>
internal sealed class Asker(Engine engine, Func<GatewaySnapshot> current)
{
    private readonly OwnRequests _requests = new(engine);

    /// <summary>Asks for one answer.</summary>
    /// <param name="request">What is asked; always for a whole answer.</param>
    /// <param name="options">What is asked besides.</param>
    /// <param name="place">Its place among those that are asked together.</param>
    /// <param name="cancellationToken">Gives the answer up.</param>
    public async Task<Answer> AskAsync(ChatRequest request, AskOptions options, int place, CancellationToken cancellationToken)
    {
        var sink = new AnswerSink();
        if (Open(request.Stream ? request with { Stream = false } : request, sink, options, out var refused) is not { } exchange)
            return refused! with { Place = place };
        var settlement = await engine.HandleAsync(exchange, cancellationToken).ConfigureAwait(false);
        var answer = Settle(exchange, settlement, sink.Head);
        cancellationToken.ThrowIfCancellationRequested();
        return answer with { Place = place, Reply = answer.Fault is null ? sink.Build() : null };
    }

    /// <summary>Asks for one answer as it comes. Whoever stops reading ends its calls, and waits until they are in the books.</summary>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, AskOptions options, Func<Answer, Exception> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sink = new EventSink();
        if (Open(request with { Stream = true }, sink, options, out var refused) is not { } exchange)
        {
            options.Ended?.Invoke(refused!);
            throw failed(refused!);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = RunAsync(exchange, sink, stop.Token);
        try
        {
            await foreach (var chatEvent in sink.Events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return chatEvent;
            var answer = await running.ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            options.Ended?.Invoke(answer);
            if (answer.Fault is not null)
                throw failed(answer);
            yield return ChatEvent.Of(ChatEventKind.End);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks for vectors.</summary>
    public async Task<(Answer Answer, EmbeddingReply? Reply)> EmbedAsync(EmbeddingRequest request, AskOptions options, CancellationToken cancellationToken)
    {
        var sink = new EmbeddingSink();
        if (Open(request, sink, options, out var refused) is not { } exchange)
            return (refused!, null);
        var settlement = await engine.HandleAsync(exchange, cancellationToken).ConfigureAwait(false);
        var answer = Settle(exchange, settlement, null);
        cancellationToken.ThrowIfCancellationRequested();
        return (answer, sink.Reply);
    }

    private async Task<Answer> RunAsync(Exchange exchange, EventSink sink, CancellationToken cancellationToken)
    {
        try
        {
            var settlement = await engine.HandleAsync(exchange, cancellationToken).ConfigureAwait(false);
            return Settle(exchange, settlement, sink.Head);
        }
        finally
        {
            sink.Complete();
        }
    }

    /// <summary>The exchange of a request; null and an answer without a reply when it cannot even be asked.</summary>
    private Exchange? Open(ModelRequest request, ReplySink sink, AskOptions options, out Answer? refused)
    {
        var (snapshot, id) = (current(), engine.Ids.Next());
        var inbound = _requests.Of(request, id, options, snapshot, out var fault);
        refused = inbound is null ? new Answer { RequestId = id, Fault = fault! with { RequestId = id } } : null;
        return inbound is null ? null : new Exchange
        {
            Id = id,
            Request = inbound,
            Sink = sink,
            Snapshot = snapshot,
            Started = engine.Time.GetTimestamp(),
            Caller = options.Caller,
            Wishes = options.Wishes,
            Labels = options.Labels,
            // Whoever pays for an answer is not paid for by others.
            Cache = options.Keys is null ? options.Cache : options.Cache with { Use = CacheUse.Off },
            ProviderKeys = options.Keys,
        };
    }

    private Answer Settle(Exchange exchange, in Settlement settlement, ReplyHead? head)
    {
        // Whoever asks is told all of the target; what is recorded lets go of it.
        var target = settlement.Answering?.Target;
        engine.Settled(exchange, settlement);
        return new Answer
        {
            RequestId = exchange.Id,
            Fault = settlement.Fault is { } told ? told with { RequestId = exchange.Id } : null,
            Target = target,
            Losses = head?.Log.Entries ?? [],
            Attempts = settlement.Attempts,
            Usage = settlement.Usage,
        };
    }
}
