using Microsoft.Data.Sqlite;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Sqlite;

namespace Parley.Stores.Tests;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult(SqliteLedger.Open(Path.Combine(_folder, "parley.db")));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void File_is_for_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such rights.");
        if (OperatingSystem.IsWindows())
            return;
        foreach (var file in Directory.GetFiles(_folder))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Place_that_cannot_be_written_is_told_with_what_is_needed()
    {
        // Who runs the tests may write everywhere, so that the place is taken away.
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "gone"));
        var path = Path.Combine(folder.FullName, "parley.db");
        await using var store = SqliteLedger.Open(path);
        folder.Delete(recursive: true);

        var failed = await Assert.ThrowsAsync<LedgerStoreException>(() => store.PrepareAsync(CancellationToken.None));

        Assert.StartsWith($"{path} cannot be opened: its folder has to be there, and SQLite has to write into", failed.Message, StringComparison.Ordinal);
        Assert.True(failed.IsTransient);
    }

    [Fact]
    public async Task File_of_an_earlier_version_gets_the_columns_that_it_lacks()
    {
        var path = Path.Combine(_folder, "older.db");
        await using (var store = SqliteLedger.Open(path))
            await store.PrepareAsync(CancellationToken.None);
        Assert.Equal(2L, Ask(path, "alter table ledger drop column searches; alter table ledger drop column service_tier; delete from parley_version where version > 4; insert into parley_version (version) values (4); select 2"));

        await using (var again = SqliteLedger.Open(path))
        {
            await again.PrepareAsync(CancellationToken.None);
            await again.AppendAsync([Some.Entry("a") with { Usage = new Usage { Searches = 3, ServiceTier = ServiceTier.Flex } }], CancellationToken.None);
        }

        Assert.Equal("3 flex", Ask(path, "select searches || ' ' || service_tier from ledger"));
    }

    private static object? Ask(string path, string question)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = question;
        return command.ExecuteScalar();
    }

    [Fact]
    public async Task File_that_is_none_is_a_fault_of_the_store_and_of_no_entry()
    {
        var path = Path.Combine(_folder, "other.db");
        await File.WriteAllTextAsync(path, new string('x', 5000));
        await using var store = SqliteLedger.Open(path);

        var failed = await Assert.ThrowsAsync<LedgerStoreException>(() => store.PrepareAsync(CancellationToken.None));

        Assert.True(failed.IsTransient);
        Assert.Contains(path, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_taken_away_is_told_and_another_is_begun()
    {
        var path = Path.Combine(_folder, "gone.db");
        await using var store = SqliteLedger.Open(path);
        await store.PrepareAsync(CancellationToken.None);

        foreach (var file in Directory.GetFiles(_folder, "gone.db*"))
            File.Delete(file);
        var failed = await Assert.ThrowsAsync<LedgerStoreException>(() => store.AppendAsync([], CancellationToken.None));
        await store.PrepareAsync(CancellationToken.None);
        await store.AppendAsync([Some.Entry("a")], CancellationToken.None);

        Assert.True(failed.IsTransient);
        Assert.Contains("was taken away", failed.Message, StringComparison.Ordinal);
        Assert.True(new FileInfo(path).Length > 0);
    }
}
