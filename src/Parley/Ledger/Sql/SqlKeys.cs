using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Parley.Ledger.Keys;

namespace Parley.Ledger.Sql;

/// <summary>The tables <c>caller_keys</c> and <c>key_events</c>, and the number that changes with them. Values are parameters, never text of a statement.</summary>
internal static class SqlKeys
{
    private const string Columns = "id, name, prefix, hash, old_prefix, old_hash, old_until, created, rotated, disabled, settings, revision";

    /// <summary>The tables.</summary>
    public static readonly string[] Tables =
    [
        "create table caller_keys (id text not null primary key, name text not null, prefix text not null, hash text not null, old_prefix text, old_hash text, old_until whole, created whole not null, rotated whole, disabled whole not null, settings text not null, revision whole not null)",
        "create unique index caller_keys_name on caller_keys (name)",
        "create unique index caller_keys_prefix on caller_keys (prefix)",
        "create table key_events (at whole not null, name text not null, what text not null, who text not null)",
        "create index key_events_name on key_events (name, at)",
        "create index key_events_at on key_events (at)",
        "create table key_version (version whole not null)",
        "insert into key_version (version) values (0)",
    ];

    public static async Task<long> VersionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var command = Command(connection, null, "select version from key_version");
        await using (command.ConfigureAwait(false))
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    /// <summary>The key of a name, or all.</summary>
    public static async Task<IReadOnlyList<StoredKey>> ReadAsync(DbConnection connection, string? name, CancellationToken cancellationToken)
    {
        var command = Command(connection, null, $"select {Columns} from caller_keys {(name is null ? "order by name" : "where name = @name")}", name is null ? [] : [("@name", name)]);
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var keys = new List<StoredKey>();
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                    keys.Add(Read(rows));
                return keys;
            }
        }
    }

    public static async Task<IReadOnlyList<KeyEvent>> HistoryAsync(DbConnection connection, string name, int most, CancellationToken cancellationToken)
    {
        var command = Command(connection, null, "select at, name, what, who from key_events where name = @name order by at desc limit @most", ("@name", name), ("@most", (long)most));
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                var events = new List<KeyEvent>();
                while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                    events.Add(new KeyEvent(Time(rows.GetInt64(0)), rows.GetString(1), rows.GetString(2), rows.GetString(3)));
                return events;
            }
        }
    }

    /// <summary>Adds a new key, or replaces the revision that it was made of.</summary>
    public static Task<int> WriteAsync(DbTransaction transaction, StoredKey key, CancellationToken cancellationToken) => RunAsync(
        transaction,
        key.Revision == 0
            ? $"insert into caller_keys ({Columns}) values (@id, @name, @prefix, @hash, @old_prefix, @old_hash, @old_until, @created, @rotated, @disabled, @settings, 1) on conflict do nothing"
            : "update caller_keys set prefix = @prefix, hash = @hash, old_prefix = @old_prefix, old_hash = @old_hash, old_until = @old_until, rotated = @rotated, disabled = @disabled, settings = @settings, revision = revision + 1 where id = @id and revision = @revision",
        cancellationToken,
        Values(key));

    public static Task<int> RemoveAsync(DbTransaction transaction, StoredKey key, CancellationToken cancellationToken) =>
        RunAsync(transaction, "delete from caller_keys where id = @id", cancellationToken, ("@id", key.Id));

    /// <summary>Keeps what was done, and changes the number by which others see it.</summary>
    public static async Task NoteAsync(DbTransaction transaction, KeyEvent change, CancellationToken cancellationToken)
    {
        await RunAsync(transaction, "insert into key_events (at, name, what, who) values (@at, @name, @what, @who)", cancellationToken, ("@at", change.At.ToUnixTimeMilliseconds()), ("@name", change.Name), ("@what", change.What), ("@who", change.Who)).ConfigureAwait(false);
        await RunAsync(transaction, "update key_version set version = version + 1", cancellationToken).ConfigureAwait(false);
    }

    public static async Task<int> ForgetAsync(DbConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var command = Command(connection, null, "delete from key_events where at < @before", ("@before", before.ToUnixTimeMilliseconds()));
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a statement within a transaction.</summary>
    public static async Task<int> RunAsync(DbTransaction transaction, string statement, CancellationToken cancellationToken, params (string Name, object? Value)[] values)
    {
        var command = Command(transaction.Connection!, transaction, statement, values);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string statement, params (string Name, object? Value)[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = statement;
        foreach (var (name, value) in values)
        {
            // Not all statements name all values, and one of the databases minds.
            if (statement.Contains(name, StringComparison.Ordinal))
                SqlStore.Bind(command, name, value);
        }
        return command;
    }

    private static (string, object?)[] Values(StoredKey key) =>
    [
        ("@id", key.Id), ("@name", key.Name), ("@prefix", key.Value.Prefix), ("@hash", Convert.ToHexString(key.Value.Hash.Span)),
        ("@old_prefix", key.Retired?.Value.Prefix), ("@old_hash", key.Retired is { } retired ? Convert.ToHexString(retired.Value.Hash.Span) : null), ("@old_until", key.Retired?.Until.ToUnixTimeMilliseconds()),
        ("@created", key.Created.ToUnixTimeMilliseconds()), ("@rotated", key.Rotated?.ToUnixTimeMilliseconds()), ("@disabled", key.IsDisabled ? 1L : 0L), ("@settings", key.Settings), ("@revision", key.Revision),
    ];

    private static StoredKey Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Value = new StoredValue(row.GetString(2), Hash(row.GetString(3))),
        Retired = row.IsDBNull(4) ? null : new RetiredValue(new StoredValue(row.GetString(4), Hash(row.GetString(5))), Time(row.GetInt64(6))),
        Created = Time(row.GetInt64(7)),
        Rotated = row.IsDBNull(8) ? null : Time(row.GetInt64(8)),
        IsDisabled = row.GetInt64(9) != 0,
        Settings = row.GetString(10),
        Revision = row.GetInt64(11),
    };

    /// <summary>What is no hash is that of no key.</summary>
    private static byte[] Hash(string hex)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(hex, hash, out _, out var written) == OperationStatus.Done && written == hash.Length ? hash : [];
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
