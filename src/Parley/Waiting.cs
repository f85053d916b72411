using System.Runtime.ExceptionServices;

namespace Parley;

/// <summary>Waits on this thread, where .NET leaves nothing else: in constructors and in <see cref="IDisposable.Dispose"/>.</summary>
internal static class Waiting
{
    /// <summary>Does something to its end, and throws what it throws.</summary>
    public static void For(Func<ValueTask> work)
    {
        // On a thread of the pool, since whoever waits may be the only thread of a context.
        var done = Task.Run(async () => await work().ConfigureAwait(false));
        ((IAsyncResult)done).AsyncWaitHandle.WaitOne();
        if (done.Exception is { } failed)
            ExceptionDispatchInfo.Throw(failed.InnerException!);
    }
}
