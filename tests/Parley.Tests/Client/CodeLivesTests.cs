using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.InProcess;

namespace Parley.Tests.Client;

/// <summary>Starts and stops of backends in code that do not go as they should.</summary>
public sealed class CodeLivesTests
{
    [Fact]
    public async Task Start_that_hangs_is_given_up_when_its_backend_is_stopped()
    {
        var backend = new Slow(static token => Task.Delay(Timeout.Infinite, token));
        var lives = new CodeLives(NullLogger.Instance);
        var waiting = lives.StartAsync(backend, CancellationToken.None);
        await backend.Begun.Task;

        await lives.KeepAsync([]);

        await Assert.ThrowsAsync<BackendFaultException>(() => waiting);
        Assert.Equal(0, backend.Stops);
    }

    [Fact]
    public async Task Start_that_heeds_nothing_is_not_waited_for_and_its_backend_stopped_once_it_has_come()
    {
        var late = new TaskCompletionSource();
        var backend = new Slow(_ => late.Task);
        var lives = new CodeLives(NullLogger.Instance) { Patience = TimeSpan.Zero };
        var waiting = lives.StartAsync(backend, CancellationToken.None);
        await backend.Begun.Task;

        await lives.KeepAsync([]);
        Assert.Equal(0, backend.Stops);
        late.SetResult();

        await waiting;
        await backend.Stopped.Task;
        Assert.Equal(1, backend.Stops);
    }

    [Fact]
    public async Task Failure_of_one_start_takes_no_later_one_away()
    {
        var fails = new TaskCompletionSource();
        var starts = 0;
        var backend = new Slow(_ => Interlocked.Increment(ref starts) == 1 ? fails.Task : Task.CompletedTask);
        var lives = new CodeLives(NullLogger.Instance);
        // Whoever waits first hears of it first, and has begun anew when the second does.
        var first = AgainAsync();
        var second = lives.StartAsync(backend, CancellationToken.None);
        fails.SetException(new InvalidOperationException("The model is not ready."));

        await first;
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        await lives.StartAsync(backend, CancellationToken.None);

        Assert.Equal(2, starts);

        async Task AgainAsync()
        {
            try
            {
                await lives.StartAsync(backend, CancellationToken.None).ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                await lives.StartAsync(backend, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    [Fact]
    public async Task Nothing_is_started_after_the_end_whatever_is_configured_then()
    {
        var backend = new Slow(static _ => Task.CompletedTask);
        var lives = new CodeLives(NullLogger.Instance);

        await lives.StopAllAsync();
        await lives.KeepAsync([backend]);

        await Assert.ThrowsAsync<BackendFaultException>(() => lives.StartAsync(backend, CancellationToken.None));
        Assert.False(backend.Begun.Task.IsCompleted);
    }

    [Fact]
    public async Task Backend_that_was_stopped_for_good_is_not_started_by_a_request_of_before()
    {
        var backend = new Slow(static _ => Task.CompletedTask);
        var never = new Slow(static _ => Task.CompletedTask);
        var lives = new CodeLives(NullLogger.Instance);
        await lives.KeepAsync([backend, never]);
        await lives.StartAsync(backend, CancellationToken.None);
        await lives.KeepAsync([]);

        await Assert.ThrowsAsync<BackendFaultException>(() => lives.StartAsync(backend, CancellationToken.None));
        await Assert.ThrowsAsync<BackendFaultException>(() => lives.StartAsync(never, CancellationToken.None));
        Assert.False(never.Begun.Task.IsCompleted);

        // Who configures it again wants it started again.
        await lives.KeepAsync([backend]);
        await lives.StartAsync(backend, CancellationToken.None);
        Assert.True(lives.IsStarted(backend));
    }

    private sealed class Slow(Func<CancellationToken, Task> start) : InProcessBackend("slow")
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Stops { get; private set; }

        public override async ValueTask StartAsync(CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            await start(cancellationToken);
        }

        public override ValueTask StopAsync()
        {
            Stops++;
            Stopped.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
