using System.Data.Common;
using Npgsql;
using Parley.Ledger.Sql;

namespace Parley.Postgres;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgresFlavor(NpgsqlDataSource source, string place) : SqlFlavor
{
    /// <summary>Any number that others do not use: who holds it is alone in changing the tables' form.</summary>
    private const long MigrationLock = 0x5061726c6579;

    private readonly PostgresListener _keys = new(source, "parley_keys");

    /// <summary>Hears that other gateways have told something of targets.</summary>
    public PostgresListener Hints { get; } = new(source, HintSql.Channel);

    public override string Place => place;

    // Npgsql stops a statement by a message over another connection, and waits for it without giving back its thread: where completions run on the threads of the sockets that would stand still for all.
    public override TimeSpan? Patience => TimeSpan.FromSeconds(10);

    public override string Whole => "bigint";

    public override string Real => "double precision";

    public override IReadOnlyList<string> Extras => [.. ShareSql.Tables, .. HintSql.Tables];

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    public override async Task<DbTransaction> BeginMigrationAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"select pg_advisory_xact_lock({MigrationLock})";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        return transaction;
    }

    public override string TellOfKeys => "notify parley_keys";

    /// <summary>Listens on a connection of its own. Where there is none to be had, the keys are looked at from time to time.</summary>
    public override Task WaitForKeysAsync(TimeSpan most, CancellationToken cancellationToken) => _keys.WaitAsync(most, cancellationToken);

    /// <summary>What concerns the values of a row does not go away by waiting: data exceptions, broken constraints. A table that is missing may be there again.</summary>
    public override bool IsTransient(Exception failure) => failure is not PostgresException postgres || postgres.SqlState[..2] is not ("22" or "23");

    public override string Says(Exception failure) => failure is PostgresException postgres ? $"{place}: {postgres.SqlState} {postgres.MessageText}" : $"{place}: {failure.Message}";

    public override async ValueTask CloseAsync()
    {
        await _keys.CloseAsync().ConfigureAwait(false);
        await Hints.CloseAsync().ConfigureAwait(false);
        await source.DisposeAsync().ConfigureAwait(false);
    }
}
