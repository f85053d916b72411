using Parley.Ledger;

namespace Parley.Sqlite;

/// <summary>The ledger in a file of SQLite.</summary>
public static class SqliteLedger
{
    /// <summary>The ledger in a file, which is begun when there is none.</summary>
    /// <param name="path">The file; its folder is there.</param>
    /// <exception cref="IOException">It cannot be begun.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be begun.</exception>
    public static ILedgerStore Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var file = Path.GetFullPath(path);
        var flavor = new SqliteFlavor(file);
        flavor.Begin();
        return new SqliteStore(flavor);
    }
}
