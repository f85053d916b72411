using Microsoft.Data.Sqlite;
using Parley.Ledger;
using Parley.Ledger.Sql;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>The ledger in a file. Entries are bound by their places: by names, as the statements of the base are, each costs a search through all of them.</summary>
internal sealed class SqliteStore(SqliteFlavor flavor) : SqlStore(flavor)
{
    private static readonly string Insert = InsertInto(1, static place => "?");

    public override Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) =>
        DoAsync(async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                Append(((SqliteConnection)connection).Handle!, entries);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
            return 0;
        }, cancellationToken);

    private static void Append(sqlite3 database, IReadOnlyList<LedgerEntry> entries)
    {
        Check(raw.sqlite3_prepare_v2(database, Insert, out var statement), database);
        using (statement)
        {
            foreach (var entry in entries)
            {
                var place = 0;
                foreach (var value in ValuesOf(entry))
                    Check(Bind(statement, ++place, value), database);
                if (raw.sqlite3_step(statement) is var result and not raw.SQLITE_DONE)
                    Check(result, database);
                Check(raw.sqlite3_reset(statement), database);
            }
        }
    }

    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        long whole => raw.sqlite3_bind_int64(statement, place, whole),
        double real => raw.sqlite3_bind_double(statement, place, real),
        string text => raw.sqlite3_bind_text(statement, place, text),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), null),
    };

    private static void Check(int result, sqlite3 database)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }
}
