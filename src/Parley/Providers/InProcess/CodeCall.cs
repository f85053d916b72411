using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.InProcess;

/// <summary>One call of code. What it throws becomes a fault; when its time is over it is left behind, and the caller's body stays its own until it has ended.</summary>
internal sealed partial class CodeCall(Attempt attempt, ILogger logger)
{
    private readonly CancellationToken _token = attempt.Deadlines.Token;

    /// <summary>Waits until the code is ready; why it is not otherwise.</summary>
    public async ValueTask<Fault?> StartAsync(CodeLives lives)
    {
        try
        {
            await lives.StartAsync(attempt.Target.Backend.InProcess!, _token).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            return FaultOf(exception);
        }
    }

    /// <summary>Passes on what the code answers in steps.</summary>
    public async ValueTask<Fault?> StreamAsync(ChatRequest chat)
    {
        var passage = new EventPassage(attempt, null);
        var asked = attempt.Request.Asked;
        var steps = new StepsInOrder(chat.Model, asked.ReplyId, asked.Created);
        await using var code = new CodeSteps(() => attempt.Target.Backend.InProcess!.StreamAsync(chat, _token).GetAsyncEnumerator(_token), attempt, exception => Failed(logger, attempt.Target.Backend.Id, exception));
        try
        {
            while (await NextAsync(code).ConfigureAwait(false))
            {
                foreach (var told in steps.Take(code.Current))
                    passage.Add(told);
                if (!await passage.PassAsync().ConfigureAwait(false))
                    return passage.Fault is { } broken ? Owned(broken, attempt) : null;
            }
            foreach (var told in steps.Complete())
                passage.Add(told);
        }
        catch (BackendFaultException told)
        {
            passage.Fail(Told(told, attempt));
        }
        await passage.PassAsync().ConfigureAwait(false);
        if (attempt.IsCommitted)
            await attempt.Sink.FlushAsync(_token).ConfigureAwait(false);
        return passage.Fault is { } fault ? Owned(fault, attempt) : null;
    }

    /// <summary>Passes on what the code answers whole; as events where a stream was asked for.</summary>
    public async ValueTask<Fault?> ReplyAsync(ChatRequest chat)
    {
        var (reply, fault) = await AskAsync(attempt.Target.Backend.InProcess!.ReplyAsync, chat).ConfigureAwait(false);
        if (fault is not null)
            return fault;
        if (WholeReplies.FlawOf(reply) is { } flaw)
            return NetworkFaults.Malformed(flaw, attempt);
        var asked = attempt.Request.Asked;
        reply = EstimatedUsage.Complete(reply! with { Id = reply.Id ?? asked.ReplyId, Model = reply.Model ?? chat.Model, Created = reply.Created ?? asked.Created }, attempt);
        attempt.Usage = reply.Usage;
        attempt.Deadlines.Progress();
        await FoldingSink.DeliverAsync(attempt, new ReplyHead(attempt.Target, [], attempt.Log), reply).ConfigureAwait(false);
        return null;
    }

    /// <summary>Asks for something whole.</summary>
    public async ValueTask<(TReply? Reply, Fault? Fault)> AskAsync<TRequest, TReply>(Func<TRequest, CancellationToken, ValueTask<TReply>> ask, TRequest request)
        where TReply : class
    {
        var use = attempt.Request.Use;
        use.Begin();
        var running = Task.CompletedTask;
        try
        {
            var answer = ask(request, _token).AsTask();
            running = answer;
            return (await answer.WaitAsync(_token).ConfigureAwait(false), null);
        }
        catch (Exception exception)
        {
            return (null, FaultOf(exception));
        }
        finally
        {
            _ = ReleaseAsync(running, use);
        }
    }

    /// <summary>Code that is left behind may still read the caller's body.</summary>
    private static async Task ReleaseAsync(Task running, BodyUse use)
    {
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        use.End();
    }

    /// <summary>The fault that code names.</summary>
    public static Fault Told(BackendFaultException told, Attempt attempt) => Owned(told.Fault with { Source = FaultSource.Provider, Backend = attempt.Target.Backend.Id, Thrown = told.Fault.Thrown ?? told }, attempt);

    /// <summary>Who has left is known here alone: code that was given up by somebody of its own has failed.</summary>
    private static Fault Owned(Fault fault, Attempt attempt)
    {
        if (fault.Kind != FaultKind.Cancelled)
            return fault;
        return attempt.Deadlines.Token.IsCancellationRequested ? NetworkFaults.Ended(attempt) : fault with { Kind = FaultKind.Upstream, Status = 502 };
    }

    private async ValueTask<bool> NextAsync(CodeSteps code)
    {
        ValueTask<bool> next;
        try
        {
            next = code.MoveNextAsync();
            if (next.IsCompleted)
                return await next.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw new BackendFaultException(FaultOf(exception));
        }
        if (attempt.IsCommitted)
            await attempt.Sink.FlushAsync(_token).ConfigureAwait(false);
        try
        {
            return await next.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw new BackendFaultException(FaultOf(exception));
        }
    }

    /// <summary>What is thrown, as a fault. The trace goes to the log; of the message the first line goes to the caller.</summary>
    private Fault FaultOf(Exception exception)
    {
        if (exception is BackendFaultException told)
            return Told(told, attempt);
        if (_token.IsCancellationRequested)
            return NetworkFaults.Ended(attempt);
        Failed(logger, attempt.Target.Backend.Id, exception);
        return Owned(ThrownFaults.Of(exception, attempt.Target.Backend.Id), attempt);
    }

    [LoggerMessage(21, LogLevel.Warning, "The code of the backend {Backend} failed")]
    private static partial void Failed(ILogger logger, string backend, Exception exception);
}
