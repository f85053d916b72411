using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Ledger;
using Parley.Ledger.Keys;
using Parley.Postgres;
using Parley.Sqlite;

namespace Parley.Cli.Hosting;

/// <summary>Where the program keeps its ledger: what the configuration says, else <c>PARLEY_STORE</c>, else <c>parley.db</c> beside the configuration; without one among the user's data.</summary>
/// <param name="Store">The file, or the address of a database; null for nowhere.</param>
/// <param name="Folder">The folder that relative paths start from.</param>
/// <param name="IsSaid">Whether somebody said so.</param>
internal sealed record StorePlace(string? Store, string Folder, bool IsSaid)
{
    /// <summary>The environment variable that names it.</summary>
    public const string Variable = "PARLEY_STORE";

    private const string FileName = "parley.db";
    private const string JournalName = "parley.journal";

    private bool IsDatabase => Store is { } store && (store.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || store.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase) || store.Contains("Host=", StringComparison.OrdinalIgnoreCase));

    /// <summary>The place for a configuration.</summary>
    /// <param name="store">What the configuration says; null for nothing.</param>
    /// <param name="files">Its files.</param>
    /// <param name="environment">The value of an environment variable.</param>
    public static StorePlace Of(Secret? store, IReadOnlyList<string> files, Func<string, string?> environment)
    {
        var folder = files.Count > 0 ? Path.GetDirectoryName(Path.GetFullPath(files[0]))! : UserFolder(environment);
        var said = store?.Reveal() is { Length: > 0 } configured ? configured : environment(Variable);
        if (string.IsNullOrWhiteSpace(said))
            return new StorePlace(FileName, folder, IsSaid: false);
        return new StorePlace(said.Equals("none", StringComparison.OrdinalIgnoreCase) ? null : said, folder, IsSaid: true);
    }

    /// <summary>Opens the store; null for nowhere. Nothing is asked of it yet.</summary>
    /// <exception cref="ArgumentException">It is no address.</exception>
    /// <exception cref="IOException">Its folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder may not be written.</exception>
    public ILedgerStore? Open()
    {
        if (Store is null)
            return null;
        if (IsDatabase)
            return PostgresLedger.Open(Store);
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        return SqliteLedger.Open(FilePath);
    }

    /// <summary>Whether there is anything in which keys could be: a file that is not there has none.</summary>
    public bool MayHoldKeys => Store is not null && (IsDatabase || File.Exists(FilePath));

    /// <summary>Whether there are keys in the store; false also where it cannot be read.</summary>
    public async Task<bool> HasKeysAsync(CancellationToken cancellationToken)
    {
        if (!MayHoldKeys || Open() is not { } store)
            return false;
        await using (store)
        {
            using var ring = new KeyRing((IKeyStore)store, TimeProvider.System, new StderrLoggerProvider().CreateLogger("Parley"));
            return await ring.RefreshAsync(cancellationToken) && ring.Index.AreRequired;
        }
    }

    /// <summary>Opens the books; null for none.</summary>
    public Bookkeeper? OpenBooks(GatewaySnapshot snapshot, TimeProvider time, ILogger logger) =>
        Open() is { } store ? Bookkeeper.Open(store, JournalFolder(snapshot), time, logger) : null;

    private string FilePath => Path.GetFullPath(Store!.StartsWith("sqlite:", StringComparison.OrdinalIgnoreCase) ? Store["sqlite:".Length..] : Store, Folder);

    private string JournalFolder(GatewaySnapshot snapshot) => snapshot.Ledger.Journal is { Length: > 0 } said
        ? Path.GetFullPath(said, Folder)
        : Path.Combine(IsDatabase ? Folder : Path.GetDirectoryName(FilePath)!, JournalName);

    private static string UserFolder(Func<string, string?> environment)
    {
        var data = environment("XDG_DATA_HOME") is { Length: > 0 } given && Path.IsPathRooted(given)
            ? given : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(data, "parley");
    }
}
