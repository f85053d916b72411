using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Ledger;
using Parley.Tests.Ledger;

namespace Parley.Tests.Pipeline.Caching;

/// <summary>What the books and the store say of answers that were kept.</summary>
public sealed class BookedHitTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parley-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Hit_is_an_entry_of_its_own_that_cost_nothing_and_saved_the_first()
    {
        var store = new TakingStore();
        await using var books = Bookkeeper.Open(store, _root, TimeProvider.System, NullLogger.Instance);
        using (var cached = new CountedBackend(books: books))
        {
            await cached.TextAsync("x");
            await cached.TextAsync("x");
        }
        await books.FlushAsync(CancellationToken.None);

        Assert.Equal([false, true], store.Entries.Select(static entry => entry.IsCached));
        var hit = store.Entries[1];
        Assert.Equal((false, true, "code", "m"), (hit.IsSent, hit.IsAnswer, hit.Backend, hit.Model));
        Assert.Equal(0, hit.Usage.TotalInput + hit.Usage.TotalOutput);
        Assert.Equal((0m, "EUR"), (hit.Cost!.Total.Amount, hit.Cost.Total.Currency));
        Assert.Equal(store.Entries[0].Cost!.Total.Amount, hit.CacheSaving);
        Assert.Equal(3.000015m, hit.CacheSaving);
        Assert.Equal(LedgerQuality.Exact, hit.Quality);
    }

    [Fact]
    public async Task Answer_outlives_the_process_where_it_is_wanted_so()
    {
        var store = new Shelf();
        using (var cached = new CountedBackend("\"enabled\": true, \"store\": true", store))
        {
            await cached.TextAsync("x");
            await store.Saved.Task;
        }
        using var later = new CountedBackend("\"enabled\": true, \"store\": true", store);
        later.Answer = static (_, _, _) => throw new InvalidOperationException("It is asked again.");
        Assert.Equal("1", await later.TextAsync("x"));
        Assert.Equal(0, later.Calls);
        later.Time.Pass(TimeSpan.FromHours(2));
        Assert.NotNull((await later.AskAsync("x")).Fault);
    }

    [Fact]
    public async Task Store_is_neither_read_nor_written_unless_it_is_wanted()
    {
        var store = new Shelf { IsAway = true };
        using var cached = new CountedBackend(store: store);
        await cached.TextAsync("x");
        Assert.Equal("1", await cached.TextAsync("x"));
        Assert.Equal(0, store.Questions);
    }

    [Fact]
    public async Task Store_that_is_away_is_one_without_answers_and_left_alone_for_a_while()
    {
        var store = new Shelf { IsAway = true };
        using var cached = new CountedBackend("\"enabled\": true, \"store\": true", store);
        Assert.Equal("1", await cached.TextAsync("x"));
        Assert.Equal("2", await cached.TextAsync("y"));
        Assert.Equal("1", await cached.TextAsync("x"));
        Assert.Equal(1, store.Questions);
        cached.Time.Pass(TimeSpan.FromSeconds(11));
        store.IsAway = false;
        Assert.Equal("3", await cached.TextAsync("z"));
        Assert.Equal(2, store.Questions);
    }

    [Fact]
    public async Task Store_that_does_not_answer_is_not_waited_for()
    {
        var store = new Shelf { Delay = new TaskCompletionSource<StoredAnswer?>() };
        using var cached = new CountedBackend("\"enabled\": true, \"store\": true", store);
        Assert.Equal("1", await cached.TextAsync("x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"form":2}""")]
    [InlineData("""{"form":1,"backend":7}""")]
    public async Task Answer_of_another_form_is_none(string about)
    {
        var store = new Shelf();
        using (var cached = new CountedBackend("\"enabled\": true, \"store\": true", store))
        {
            await cached.TextAsync("x");
            await store.Saved.Task;
        }
        store.Change(answer => answer with { About = about });
        using var later = new CountedBackend("\"enabled\": true, \"store\": true", store);
        await later.TextAsync("x");
        Assert.Equal(1, later.Calls);
    }

    /// <summary>A store of answers.</summary>
    private sealed class Shelf : IAnswerStore
    {
        private readonly ConcurrentDictionary<string, StoredAnswer> _answers = new();
        private int _questions;

        public bool IsAway { get; set; }

        public TaskCompletionSource<StoredAnswer?>? Delay { get; init; }

        public TaskCompletionSource Saved { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Questions => _questions;

        public void Change(Func<StoredAnswer, StoredAnswer> change)
        {
            foreach (var (name, answer) in _answers)
                _answers[name] = change(answer);
        }

        public Task<StoredAnswer?> FindAnswerAsync(string name, DateTimeOffset now, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _questions);
            if (Delay is not null)
                return Delay.Task;
            return IsAway ? throw new LedgerStoreException("away", isTransient: true) : Task.FromResult(_answers.TryGetValue(name, out var found) && found.Until > now ? found : null);
        }

        public Task SaveAnswerAsync(StoredAnswer answer, CancellationToken cancellationToken)
        {
            if (IsAway)
                throw new LedgerStoreException("away", isTransient: true);
            _answers[answer.Name] = answer;
            Saved.TrySetResult();
            return Task.CompletedTask;
        }

        public Task<int> ForgetAnswersAsync(DateTimeOffset now, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
