using System.Data.Common;
using Parley.Ledger.Keys;

namespace Parley.Ledger.Sql;

public partial class SqlStore : IKeyStore
{
    /// <inheritdoc/>
    public Task<long> KeyVersionAsync(CancellationToken cancellationToken) => DoAsync((connection, token) => SqlKeys.VersionAsync(connection, token), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredKey>> ReadKeysAsync(CancellationToken cancellationToken) => DoAsync((connection, token) => SqlKeys.ReadAsync(connection, null, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredKey?> FindKeyAsync(string name, CancellationToken cancellationToken) =>
        await DoAsync((connection, token) => SqlKeys.ReadAsync(connection, name, token), cancellationToken).ConfigureAwait(false) is [var key] ? key : null;

    /// <inheritdoc/>
    public Task<bool> TryWriteKeyAsync(StoredKey key, KeyEvent change, CancellationToken cancellationToken) =>
        ChangeAsync(transaction => SqlKeys.WriteAsync(transaction, key, cancellationToken), change, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> TryRemoveKeyAsync(StoredKey key, KeyEvent change, CancellationToken cancellationToken) =>
        ChangeAsync(transaction => SqlKeys.RemoveAsync(transaction, key, cancellationToken), change, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<KeyEvent>> KeyHistoryAsync(string name, int most, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => SqlKeys.HistoryAsync(connection, name, most, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> ForgetKeyEventsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => SqlKeys.ForgetAsync(connection, before, token), cancellationToken);

    /// <inheritdoc/>
    public Task WaitForKeysAsync(TimeSpan most, CancellationToken cancellationToken) => flavor.WaitForKeysAsync(most, cancellationToken);

    /// <summary>Key, history and number change together or not at all; nothing changes where the key is not as it is thought to be.</summary>
    private Task<bool> ChangeAsync(Func<DbTransaction, Task<int>> change, KeyEvent done, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (await change(transaction).ConfigureAwait(false) == 0)
                    return false;
                await SqlKeys.NoteAsync(transaction, done, token).ConfigureAwait(false);
                if (flavor.TellOfKeys is { } tell)
                    await SqlKeys.RunAsync(transaction, tell, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return true;
            }
        }, cancellationToken);
}
