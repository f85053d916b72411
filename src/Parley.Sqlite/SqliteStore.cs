using System.Text;
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
        DoAsync(async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                Append(((SqliteConnection)connection).Handle!, entries);
                await transaction.CommitAsync(token).ConfigureAwait(false);
            }
            return 0;
        }, cancellationToken);

    private static void Append(sqlite3 database, IReadOnlyList<LedgerEntry> entries)
    {
        Check(raw.sqlite3_prepare_v2(database, Insert, out var statement), database);
        using (statement)
        {
            var row = new StatementRow(database, statement);
            foreach (var entry in entries)
                row.Insert(entry);
        }
    }

    private static void Check(int result, sqlite3 database)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, database);
    }

    /// <summary>A row as what is bound to a prepared statement.</summary>
    private sealed class StatementRow(sqlite3 database, sqlite3_stmt statement) : LedgerRow
    {
        private readonly byte[] _short = new byte[1024];
        private int _place;

        public void Insert(LedgerEntry entry)
        {
            _place = 0;
            Write(entry, this);
            if (raw.sqlite3_step(statement) is var result and not raw.SQLITE_DONE)
                Check(result, database);
            Check(raw.sqlite3_reset(statement), database);
        }

        protected override void Put(ReadOnlySpan<byte> text) => Check(raw.sqlite3_bind_text(statement, ++_place, text), database);

        protected override void Put(string text)
        {
            if (Encoding.UTF8.TryGetBytes(text, _short, out var length))
                Put(_short.AsSpan(0, length));
            else
                Put(Encoding.UTF8.GetBytes(text));
        }

        protected override void Put(long whole) => Check(raw.sqlite3_bind_int64(statement, ++_place, whole), database);

        protected override void Put(double real) => Check(raw.sqlite3_bind_double(statement, ++_place, real), database);

        protected override void PutNull() => Check(raw.sqlite3_bind_null(statement, ++_place), database);
    }
}
