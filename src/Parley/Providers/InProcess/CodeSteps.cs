using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.InProcess;

/// <summary>The steps of code that may not look at its token: a step that does not come in time is not waited for, and the code is put away when it has come.</summary>
/// <param name="open">Begins.</param>
/// <param name="attempt">What it belongs to.</param>
/// <param name="failed">Told what is thrown when the code is put away: the answer is complete without it.</param>
internal sealed class CodeSteps(Func<IAsyncEnumerator<ChatEvent>> open, Attempt attempt, Action<Exception> failed) : IAsyncDisposable
{
    private readonly CancellationToken _token = attempt.Deadlines.Token;
    private IAsyncEnumerator<ChatEvent>? _steps;
    private Task _step = Task.CompletedTask;

    /// <summary>The step that has come.</summary>
    public ChatEvent Current => _steps!.Current;

    /// <summary>Waits for the next step, while there is time.</summary>
    public ValueTask<bool> MoveNextAsync()
    {
        if (_steps is null)
        {
            _steps = open();
            attempt.Request.Use.Begin();
        }
        _token.ThrowIfCancellationRequested();
        var next = _steps.MoveNextAsync();
        if (next.IsCompleted)
            return next;
        var step = next.AsTask();
        _step = step;
        return new ValueTask<bool>(step.WaitAsync(_token));
    }

    /// <summary>Puts the code away, now or when its last step has come.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_steps is not null)
            await EndAsync(_steps).WaitAsync(_token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task EndAsync(IAsyncEnumerator<ChatEvent> steps)
    {
        await _step.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await steps.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failed(exception);
        }
        finally
        {
            attempt.Request.Use.End();
        }
    }
}
