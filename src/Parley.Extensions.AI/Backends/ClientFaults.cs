using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Backends;

/// <summary>What a client throws, as faults of its backend.</summary>
/// <param name="backend">The backend.</param>
/// <param name="own">What the host says of an exception; null for nothing.</param>
internal sealed class ClientFaults(string backend, Func<Exception, Fault?>? own)
{
    /// <summary>The fault of an exception; null for one that says no more than that the backend failed, and for the caller's own cancellation.</summary>
    public Fault? Of(Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested || exception is BackendFaultException)
            return null;
        if (own?.Invoke(exception) is { } said)
            return said;
        return exception switch
        {
            ParleyException known => known.Fault,
            HttpRequestException { StatusCode: { } status } => Failed(FaultStatus.KindOf((int)status), exception) with { Status = (int)status },
            HttpRequestException => Failed(FaultKind.Connect, exception),
            TimeoutException or OperationCanceledException { InnerException: TimeoutException } => Failed(FaultKind.TotalTimeout, exception),
            _ => null,
        };
    }

    /// <summary>The stream that is asked for, with what it throws as faults, and what asking for it does.</summary>
    public async IAsyncEnumerable<T> Guard<T>(Func<IAsyncEnumerable<T>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = Begin(ask, cancellationToken);
        await using var disposed = items.ConfigureAwait(false);
        while (await NextAsync(items, cancellationToken).ConfigureAwait(false))
            yield return items.Current;
    }

    private IAsyncEnumerator<T> Begin<T>(Func<IAsyncEnumerable<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return ask().GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception) when (Of(exception, cancellationToken) is { } fault)
        {
            throw new BackendFaultException(fault);
        }
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (Of(exception, cancellationToken) is { } fault)
        {
            throw new BackendFaultException(fault);
        }
    }

    private Fault Failed(FaultKind kind, Exception exception) => new(kind, $"The backend {backend} failed: {ResultParts.FirstLine(exception.Message)}");
}
