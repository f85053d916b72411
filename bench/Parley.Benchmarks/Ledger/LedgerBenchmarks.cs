using BenchmarkDotNet.Attributes;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Journal;
using Parley.Sqlite;

namespace Parley.Benchmarks.Ledger;

/// <summary>What the books cost: an entry into the journal, which a request waits for, and a batch into the file of SQLite, which none does.</summary>
[MemoryDiagnoser]
[InProcess]
[WarmupCount(3)]
[IterationCount(12)]
[MinColumn]
public class LedgerBenchmarks
{
    private const int Entries = 500;
    private readonly byte[] _room = new byte[EntryFormat.Longest];
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;
    private readonly LedgerEntry _entry = EntryOf(0);
    private ILedgerStore _store = null!;
    private byte[] _record = [];
    private int _next;

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _store = SqliteLedger.Open(Path.Combine(_folder, "parley.db"));
        await _store.PrepareAsync(CancellationToken.None);
        _record = _room[..EntryFormat.Write(_entry, RecordKind.Settled, _room)];
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark]
    public int Write() => EntryFormat.Write(_entry, RecordKind.Settled, _room);

    [Benchmark]
    public object Read() => EntryFormat.Read(_record);

    [Benchmark(OperationsPerInvoke = Entries)]
    public Task AppendAsync()
    {
        var batch = new LedgerEntry[Entries];
        for (var i = 0; i < Entries; i++)
            batch[i] = _entry with { ExchangeId = $"req_{_next++:x26}" };
        return _store.AppendAsync(batch, CancellationToken.None);
    }

    private static LedgerEntry EntryOf(int number) => new()
    {
        ExchangeId = $"req_{number:x26}",
        Attempt = 1,
        At = DateTimeOffset.UtcNow,
        Quality = LedgerQuality.Exact,
        Operation = "chat",
        Dialect = "openai-chat",
        ModelAsked = "gpt-4o-mini",
        Model = "gpt-4o-mini",
        Backend = "openai",
        Provider = "openai",
        IsAnswer = true,
        IsFinal = true,
        Usage = new Usage { Input = TokenCount.Exact(1200), CacheRead = TokenCount.Exact(1024), Output = TokenCount.Exact(300) },
        Cost = new Cost([new CostLine("input", 1200, 0.15m, 0.00018m), new CostLine("cache_read", 1024, 0.075m, 0.0000768m), new CostLine("output", 300, 0.6m, 0.00018m)], new Money(0.0004368m, "USD"), "0123abcd", IsEstimated: false),
        FirstEvent = TimeSpan.FromMilliseconds(180),
        Duration = TimeSpan.FromMilliseconds(900),
        Overhead = TimeSpan.FromMicroseconds(60),
        Finish = FinishReason.Stop,
    };
}
