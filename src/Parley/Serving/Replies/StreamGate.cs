namespace Parley.Serving.Replies;

/// <summary>Lets one writer at a time onto a connection: the stream itself, or the sign of life between its events. Costs one exchange when nobody else is there.</summary>
internal sealed class StreamGate
{
    private int _taken;
    private TaskCompletionSource? _waiter;

    public bool TryEnter() => Interlocked.CompareExchange(ref _taken, 1, 0) == 0;

    /// <summary>Waits for the sign of life that is being written, then enters. One stream waits at most: there is one writer besides the signs.</summary>
    public ValueTask EnterAsync() => TryEnter() ? ValueTask.CompletedTask : new ValueTask(WaitAsync());

    public void Leave()
    {
        Volatile.Write(ref _taken, 0);
        Interlocked.Exchange(ref _waiter, null)?.TrySetResult();
    }

    private async Task WaitAsync()
    {
        while (true)
        {
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _waiter, waiter);
            if (TryEnter())
                return;
            await waiter.Task.ConfigureAwait(false);
        }
    }
}
