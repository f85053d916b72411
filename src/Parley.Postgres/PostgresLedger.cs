using Npgsql;
using Parley.Ledger;

namespace Parley.Postgres;

/// <summary>The ledger in a database of PostgreSQL.</summary>
public static class PostgresLedger
{
    private const int SecondsToConnect = 5;

    /// <summary>The ledger at an address. Nothing is asked of it yet.</summary>
    /// <param name="address"><c>postgres://user:password@host:5432/database?sslmode=require</c>, or what Npgsql takes as a connection string.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static ILedgerStore Open(string address)
    {
        var connection = PostgresAddress.Parse(address);
        // A server that hangs is as good as away, and known to be so before long.
        if (!connection.ContainsKey("Timeout"))
            connection.Timeout = SecondsToConnect;
        // The store waits by itself, and stops nothing.
        connection.CommandTimeout = 0;
        connection.TcpKeepAlive = true;
        var source = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString).EnableArrays().EnableTransportSecurity().Build();
        return new PostgresStore(new PostgresFlavor(source, PostgresAddress.Shown(connection)));
    }
}
