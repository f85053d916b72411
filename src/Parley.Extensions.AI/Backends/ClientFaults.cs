using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Backends;

/// <summary>What a client throws, as the faults that the host says they are.</summary>
/// <param name="own">What the host says of an exception; null for nothing.</param>
internal sealed class ClientFaults(Func<Exception, Fault?>? own)
{
    /// <summary>The fault that the host says an exception is; null where it says nothing, and for the caller's own cancellation.</summary>
    public Fault? Of(Exception exception, CancellationToken cancellationToken)
    {
        return cancellationToken.IsCancellationRequested || exception is BackendFaultException || own is null ? null : own(exception);
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
            return Answered.Required(ask(), "a stream").GetAsyncEnumerator(cancellationToken);
        }
        catch (Exception exception) when (Of(exception, cancellationToken) is { } fault)
        {
            throw new BackendFaultException(fault with { Thrown = exception });
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
            throw new BackendFaultException(fault with { Thrown = exception });
        }
    }
}
