using Parley.Ledger;
using Parley.Postgres;
using Parley.Sqlite;

namespace Parley.Stores.Tests;

public sealed class SqliteKeyStoreTests : KeyStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult(SqliteLedger.Open(Path.Combine(_folder, "parley.db")));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class PostgresKeyStoreTests(PostgresFixture fixture) : KeyStoreContract
{
    private string? _address;

    protected override async Task<ILedgerStore> OpenAsync() => PostgresLedger.Open(_address ??= await fixture.NewDatabaseAsync());
}
