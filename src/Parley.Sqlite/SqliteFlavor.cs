using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Ledger.Sql;

namespace Parley.Sqlite;

/// <summary>SQLite: one file. Its readers do not wait for its writer (write-ahead log).</summary>
internal sealed class SqliteFlavor(string path) : SqlFlavor
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();

    public override string Place => path;

    public override string Whole => "integer";

    public override string Real => "real";

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                // A commit is in the system's hands then, and outlives the process; the journal keeps what the loss of power would take.
                command.CommandText = "pragma journal_mode = wal; pragma synchronous = normal";
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken) =>
        // Not deferred: it takes the writer's lock at once.
        await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);

    public override bool IsTransient(Exception failure) => failure is not SqliteException sqlite || sqlite.SqliteErrorCode is Busy or Locked or ReadOnly or InputOutput or Full or CannotOpen;

    public override string Says(Exception failure) => failure is SqliteException { SqliteErrorCode: Full } ? $"the disk of {path} is full" : $"{path}: {failure.Message}";

    public override ValueTask CloseAsync()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }
}
