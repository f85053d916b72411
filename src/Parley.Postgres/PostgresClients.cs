namespace Parley.Postgres;

/// <summary>The ledger of a client in PostgreSQL.</summary>
public static class PostgresClients
{
    /// <summary>Keeps the ledger in a database, with a journal in a folder of this machine.</summary>
    /// <param name="builder">The client that is built.</param>
    /// <param name="address">The database: <c>postgres://user:password@host/database</c>.</param>
    /// <param name="journal">The folder; several processes may use one.</param>
    public static ParleyBuilder UsePostgres(this ParleyBuilder builder, string address, string journal)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.KeepLedger(() => PostgresLedger.Open(address), journal);
    }
}
