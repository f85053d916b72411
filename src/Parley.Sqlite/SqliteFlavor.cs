using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Parley.Ledger.Sql;

namespace Parley.Sqlite;

/// <summary>SQLite: one file. Its readers do not wait for its writer (write-ahead log).</summary>
internal sealed class SqliteFlavor(string path) : SqlFlavor
{
    private const int ReadOnly = 8;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
    private bool _isKnown;

    public override string Place => path;

    public override string Whole => "integer";

    public override string Real => "real";

    /// <summary>Begins the file where there is none, for its owner only. The database's own files take the rights of this one.</summary>
    /// <exception cref="IOException">It cannot be begun.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be begun.</exception>
    public void Begin()
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(path))
            new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }).Dispose();
    }

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Look();
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

    /// <summary>Connections that are kept open write on into a file that was taken away, and nobody would ever read it. One that is gone is told once; then another is begun.</summary>
    private void Look()
    {
        if (File.Exists(path))
        {
            Volatile.Write(ref _isKnown, true);
            return;
        }
        ForgetConnections();
        if (Interlocked.Exchange(ref _isKnown, false))
            throw new FileNotFoundException($"{path} was taken away while it was in use; another is begun", path);
        try
        {
            Begin();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new SqliteException(refused.Message, CannotOpen);
        }
    }

    public override async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken) =>
        // Not deferred: it takes the writer's lock at once.
        await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellationToken).ConfigureAwait(false);

    /// <summary>What concerns the values of a row does not go away by waiting. A file that is gone, spoiled or no database may be put right.</summary>
    public override bool IsTransient(Exception failure) => failure is not SqliteException { SqliteErrorCode: TooBig or Constraint or Mismatch };

    public override string Says(Exception failure) => failure switch
    {
        SqliteException { SqliteErrorCode: Full } => $"the disk of {path} is full",
        SqliteException { SqliteErrorCode: ReadOnly or CannotOpen } => $"{path} cannot be opened: its folder has to be there, and SQLite has to write into file and folder, also to read; where that cannot be, ask a copy",
        _ => $"{path}: {failure.Message}",
    };

    public override ValueTask CloseAsync()
    {
        ForgetConnections();
        return ValueTask.CompletedTask;
    }

    private void ForgetConnections()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }
}
