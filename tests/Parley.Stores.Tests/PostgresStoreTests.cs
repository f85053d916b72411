using Npgsql;
using Parley.Ledger;
using Parley.Postgres;
using Parley.TestKit.Databases;

[assembly: AssemblyFixture(typeof(Parley.Stores.Tests.PostgresFixture))]

namespace Parley.Stores.Tests;

/// <summary>One server for all tests; each has a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;
    private int _databases;

    /// <summary>Why there is none; null when there is one.</summary>
    public static string? Missing => PostgresServer.Programs is null ? "PostgreSQL is not installed." : null;

    public async ValueTask InitializeAsync()
    {
        // Without one its tests are skipped; where nothing may be skipped they fail.
        if (Missing is null)
            _server = await PostgresServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>The address of a new database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        Assert.SkipWhen(_server is null, Missing ?? "");
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(Connection(_server!.Address));
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return _server.Address[..^"postgres".Length] + name;
    }

    private static string Connection(string address)
    {
        var uri = new Uri(address);
        return $"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database=postgres";
    }
}

public sealed class PostgresStoreTests(PostgresFixture fixture) : StoreContract
{
    private string? _address;

    protected override async Task<ILedgerStore> OpenAsync() => PostgresLedger.Open(_address ??= await fixture.NewDatabaseAsync());

    [Theory]
    [InlineData("postgres://u:s3cret@db.example:6432/books?sslmode=require", "postgres://db.example:6432/books")]
    [InlineData("postgresql://u:s3cret@db.example/books", "postgres://db.example:5432/books")]
    [InlineData("Host=db.example;Username=u;Password=s3cret;Database=books", "postgres://db.example:5432/books")]
    public async Task Place_shows_no_password(string address, string place)
    {
        await using var store = PostgresLedger.Open(address);

        Assert.Equal(place, store.Place);
    }

    [Theory]
    [InlineData("postgres://u:s3cret@db/books?nonsense=s3cret")]
    [InlineData("Hosts=s3cret")]
    public void Address_that_is_none_is_refused_without_its_secret(string address)
    {
        var refused = Assert.Throws<ArgumentException>(() => PostgresLedger.Open(address));

        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_does_not_answer_is_a_passing_fault()
    {
        await using var store = PostgresLedger.Open("postgres://u:s3cret@127.0.0.1:1/books");

        var failed = await Assert.ThrowsAsync<LedgerStoreException>(() => store.PrepareAsync(CancellationToken.None));

        Assert.True(failed.IsTransient);
        Assert.DoesNotContain("s3cret", failed.Message, StringComparison.Ordinal);
    }
}
