using System.Data.Common;
using System.Globalization;

namespace Parley.Ledger.Sql;

/// <summary>Brings the tables to the present form, step by step. A step that has run anywhere is never changed: what comes later is a step of its own.</summary>
internal sealed class Migrations(SqlFlavor flavor)
{
    private static readonly string[][] Steps =
    [
        [
            $"create table ledger ({string.Join(", ", LedgerColumns.All.Except(LedgerColumns.Later).Select(static column => $"{column.Name} {column.Type}"))}, primary key (exchange, attempt))",
            "create index ledger_at on ledger (at)",
            "create index ledger_caller on ledger (caller, at) where caller is not null",
            "create index ledger_team on ledger (team, at) where team is not null",
            "create index ledger_session on ledger (session, at) where session is not null",
        ],
        SqlKeys.Tables,
        SqlStore.BodyTables,
        AnswerSql.Tables,
        [.. LedgerColumns.Later.Select(static column => $"alter table ledger add column {column.Name} {column.Type}")],
    ];

    /// <summary>The statements of all steps, those of one on lines of their own.</summary>
    internal static string Text => string.Join("\n\n", Steps.Select(static step => string.Join(";\n", step)));

    /// <summary>Runs the steps that have not run.</summary>
    /// <exception cref="LedgerStoreException">A later version of the program has been here.</exception>
    public async Task RunAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await flavor.BeginMigrationAsync(connection, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await RunAsync(transaction, "create table if not exists parley_version (version whole not null)", cancellationToken).ConfigureAwait(false);
            var version = await VersionAsync(transaction, cancellationToken).ConfigureAwait(false);
            if (version > Steps.Length)
                throw new LedgerStoreException($"{flavor.Place} is of version {version}, this program knows {Steps.Length}: a later one has been here", isTransient: false);
            foreach (var statement in Steps.Skip(version).SelectMany(static step => step).Concat(flavor.Extras))
                await RunAsync(transaction, statement, cancellationToken).ConfigureAwait(false);
            if (version < Steps.Length)
                await RunAsync(transaction, $"insert into parley_version (version) values ({Steps.Length})", cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> VersionAsync(DbTransaction transaction, CancellationToken cancellationToken)
    {
        var command = transaction.Connection!.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = "select coalesce(max(version), 0) from parley_version";
            return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
        }
    }

    private async Task RunAsync(DbTransaction transaction, string statement, CancellationToken cancellationToken)
    {
        var command = transaction.Connection!.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = statement.Replace(" whole", " " + flavor.Whole, StringComparison.Ordinal).Replace(" real", " " + flavor.Real, StringComparison.Ordinal);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
