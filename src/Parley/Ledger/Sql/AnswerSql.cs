using System.Data.Common;

namespace Parley.Ledger.Sql;

/// <summary>The table <c>response_cache</c>: one row for an answer. Times are Unix milliseconds.</summary>
internal static class AnswerSql
{
    /// <summary>Makes the table.</summary>
    public static readonly string[] Tables =
    [
        "create table response_cache (name text not null primary key, made whole not null, expires whole not null, about text not null, answer text not null)",
        "create index response_cache_expires on response_cache (expires)",
    ];

    public static async Task<StoredAnswer?> FindAsync(DbConnection connection, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "select made, expires, about, answer from response_cache where name = @name and expires > @now";
            SqlStore.Bind(command, "@name", name);
            SqlStore.Bind(command, "@now", now.ToUnixTimeMilliseconds());
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                    return null;
                return new StoredAnswer(name, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), reader.GetString(2), reader.GetString(3));
            }
        }
    }

    public static async Task<int> SaveAsync(DbConnection connection, StoredAnswer answer, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = """
                insert into response_cache (name, made, expires, about, answer) values (@name, @made, @expires, @about, @answer)
                on conflict (name) do update set made = excluded.made, expires = excluded.expires, about = excluded.about, answer = excluded.answer
                """;
            SqlStore.Bind(command, "@name", answer.Name);
            SqlStore.Bind(command, "@made", answer.At.ToUnixTimeMilliseconds());
            SqlStore.Bind(command, "@expires", answer.Until.ToUnixTimeMilliseconds());
            SqlStore.Bind(command, "@about", answer.About);
            SqlStore.Bind(command, "@answer", answer.Json);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public static async Task<int> ForgetAsync(DbConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = "delete from response_cache where expires <= @now";
            SqlStore.Bind(command, "@now", now.ToUnixTimeMilliseconds());
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
