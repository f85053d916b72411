using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>Takes requests of the host itself down the same way as those that come over HTTP. Thread-safe.</summary>
/// <param name="engine">The engine.</param>
/// <param name="current">Gives the configuration in force.</param>
/// <param name="refusalOf">Why a key may not ask now; null when it may.</param>
/// <param name="running">Those that are under way.</param>
internal sealed partial class Asker(Engine engine, Func<GatewaySnapshot> current, Func<CallerKey, Fault?> refusalOf, RunningAsks running)
{
    private readonly OwnRequests _requests = new(engine);

    /// <summary>Asks for one answer.</summary>
    /// <param name="request">What is asked; always for a whole answer.</param>
    /// <param name="options">What is asked besides.</param>
    /// <param name="place">Its place among those that are asked together.</param>
    /// <param name="cancellationToken">Gives the answer up.</param>
    public async Task<Answer> AskAsync(ChatRequest request, AskOptions options, int place, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(Away);
        var sink = new AnswerSink();
        if (Open(request is { Stream: true } ? request with { Stream = false } : request, sink, options, out var refused) is not { } exchange)
            return refused! with { Place = place };
        var answer = Given(await RunAsync(exchange, sink, cancellationToken).ConfigureAwait(false), cancellationToken);
        return answer with { Place = place, Reply = answer.Fault is null ? sink.Build() : null };
    }

    /// <summary>Asks for one answer as it comes. Whoever stops reading ends its calls, and waits until they are in the books.</summary>
    public async IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, AskOptions options, Func<Answer, Exception> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(Away);
        var sink = new EventSink();
        if (Open(request with { Stream = true }, sink, options, out var refused) is not { } exchange)
        {
            options.Ended?.Invoke(refused!);
            throw failed(refused!);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (running, isTold) = (StreamAsync(exchange, sink, stop.Token), false);
        try
        {
            await foreach (var chatEvent in sink.Events.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return chatEvent;
            var answer = await running.ConfigureAwait(false);
            isTold = true;
            options.Ended?.Invoke(answer);
            if (Given(answer, cancellationToken).Fault is not null)
                throw failed(answer);
            yield return ChatEvent.Of(ChatEventKind.End);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            var answer = await running.ConfigureAwait(false);
            if (!isTold)
                options.Ended?.Invoke(answer);
        }
    }

    /// <summary>Asks for vectors.</summary>
    public async Task<(Answer Answer, EmbeddingReply? Reply)> EmbedAsync(EmbeddingRequest request, AskOptions options, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(Away);
        var sink = new EmbeddingSink();
        if (Open(request, sink, options, out var refused) is not { } exchange)
            return (refused!, null);
        return (Given(await RunAsync(exchange, sink, cancellationToken).ConfigureAwait(false), cancellationToken), sink.Reply);
    }

    /// <summary>Code of the host's, and what it waits for, does not run on the one thread of a user interface.</summary>
    private static ConfigureAwaitOptions Away => SynchronizationContext.Current is null ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding;

    /// <summary>The answer, unless it was given up.</summary>
    private Answer Given(Answer answer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(answer.Fault is { Kind: FaultKind.Cancelled } && running.IsStopped, this);
        return answer;
    }

    private async Task<Answer> StreamAsync(Exchange exchange, EventSink sink, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(exchange, sink, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sink.Complete();
        }
    }

    /// <summary>Takes an exchange to its end, and into the books, however it ends.</summary>
    private async Task<Answer> RunAsync(Exchange exchange, OwnSink sink, CancellationToken cancellationToken)
    {
        running.Enter();
        try
        {
            using var both = cancellationToken.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, running.Stopping) : null;
            var settlement = await HandleAsync(exchange, both?.Token ?? running.Stopping).ConfigureAwait(false);
            return Settle(exchange, settlement, sink.Head);
        }
        finally
        {
            running.Leave();
        }
    }

    private async ValueTask<Settlement> HandleAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.HandleAsync(exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return Settlement.Broken(exchange, new Fault(FaultKind.Cancelled, "The request was given up."));
        }
        catch (Exception defect)
        {
            Failed(engine.Logger, defect, exchange.Id);
            return Settlement.Broken(exchange, RequestFaults.Defect(exchange.Id, defect));
        }
    }

    /// <summary>The exchange of a request; null and an answer without a reply when it cannot even be asked.</summary>
    private Exchange? Open(ModelRequest request, ReplySink sink, AskOptions options, out Answer? refused)
    {
        var (snapshot, id) = (current(), engine.Ids.Next());
        var fault = options.Caller is { } caller ? refusalOf(caller) : null;
        fault ??= OwnRequests.FlawOf(request, options);
        var keys = fault is null ? ProviderKeys.Of(options.Keys, snapshot, out fault) : null;
        var inbound = fault is null ? _requests.Of(request, id, options, snapshot, out fault) : null;
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
            Cache = keys is null || options.Cache.Use == CacheUse.OnlyIfCached ? options.Cache : options.Cache with { Use = CacheUse.Off },
            ProviderKeys = keys,
        };
    }

    /// <summary>What is answered by now no defect of the books takes back.</summary>
    private Answer Settle(Exchange exchange, in Settlement settlement, ReplyHead? head)
    {
        // Whoever asks is told all of the target; what is recorded lets go of it.
        var target = settlement.Answering?.Target;
        try
        {
            engine.Settled(exchange, settlement);
        }
        catch (Exception broken)
        {
            Failed(engine.Logger, broken, exchange.Id);
        }
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

    [LoggerMessage(90, LogLevel.Error, "{Exchange} failed by a defect of the gateway, or of a step of the host")]
    private static partial void Failed(ILogger logger, Exception defect, string exchange);
}
