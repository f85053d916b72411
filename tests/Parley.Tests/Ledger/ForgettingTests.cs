using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration.Options;
using Parley.Ledger;
using Parley.Ledger.Bodies;
using Parley.Ledger.Budgets;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger;

/// <summary>What is kept for a time is gone after it, whether or not anything new comes.</summary>
public sealed class ForgettingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(null, "bodies 12-25, answers 01-01, use 01-01")]
    [InlineData(10, "entries 12-22, bodies 12-25, answers 01-01, use 01-01")]
    public async Task Everything_has_its_own_time(int? days, string forgotten)
    {
        var time = new SteppedTime();
        var store = new ForgettingStore();
        await using var books = Bookkeeper.Open(store, _root, time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();

        var run = books.RunAsync(() => new LedgerOptions { Retention = days is { } some ? TimeSpan.FromDays(some) : null }, stop.Token);
        time.Advance(TimeSpan.FromMinutes(1));
        await store.Last.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await run;

        Assert.Equal(forgotten, string.Join(", ", store.Forgotten));
    }

    /// <summary>A store that notes what it is to forget from before which day.</summary>
    private sealed class ForgettingStore : ILedgerStore, IBodyStore, IAnswerStore, IBudgetShares
    {
        public List<string> Forgotten { get; } = [];

        public TaskCompletionSource Last { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Place => "here";

        public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => Note("entries", before);

        public Task<int> ForgetBodiesAsync(DateTimeOffset before, CancellationToken cancellationToken) => Note("bodies", before);

        public Task<int> ForgetAnswersAsync(DateTimeOffset now, CancellationToken cancellationToken) => Note("answers", now);

        public Task LeaveAsync(string node, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int> ForgetUseAsync(DateTimeOffset now, CancellationToken cancellationToken)
        {
            var noted = Note("use", now);
            Last.TrySetResult();
            return noted;
        }

        public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task AppendAsync(IReadOnlyList<KeptBodies> bodies, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<KeptBodies?> FindAsync(string exchangeId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredAnswer?> FindAnswerAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task SaveAnswerAsync(StoredAnswer answer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<BudgetShare>> ExchangeAsync(string node, IReadOnlyList<BudgetShareAsk> asks, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private Task<int> Note(string what, DateTimeOffset time)
        {
            Forgotten.Add(FormattableString.Invariant($"{what} {time:MM-dd}"));
            return Task.FromResult(1);
        }
    }
}
