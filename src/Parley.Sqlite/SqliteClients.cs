namespace Parley.Sqlite;

/// <summary>The ledger of a client in a file of SQLite.</summary>
public static class SqliteClients
{
    /// <summary>Keeps the ledger in a file, with its journal beside it.</summary>
    /// <param name="builder">The client that is built.</param>
    /// <param name="path">The file, which is begun when there is none; its folder is there.</param>
    public static ParleyBuilder UseSqlite(this ParleyBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.KeepLedger(() => SqliteLedger.Open(path), path + ".journal");
    }
}
