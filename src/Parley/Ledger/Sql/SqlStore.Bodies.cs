using System.Data.Common;
using Parley.Ledger.Bodies;

namespace Parley.Ledger.Sql;

/// <summary>The part of it that keeps what was said.</summary>
public partial class SqlStore : IBodyStore
{
    internal static string[] BodyTables { get; } =
    [
        "create table bodies (exchange text not null primary key, at whole not null, request text not null, reply text not null)",
        "create index bodies_at on bodies (at)",
    ];

    /// <inheritdoc/>
    public Task AppendAsync(IReadOnlyList<KeptBodies> bodies, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                foreach (var one in bodies)
                    await RunAsync(transaction, "insert into bodies (exchange, at, request, reply) values (@exchange, @at, @request, @reply) on conflict do nothing", token, ("@exchange", one.ExchangeId), ("@at", one.At.ToUnixTimeMilliseconds()), ("@request", one.Request), ("@reply", one.Reply)).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
            }
            return 0;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<KeptBodies?> FindAsync(string exchangeId, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = "select at, request, reply from bodies where exchange = @exchange";
                Bind(command, "@exchange", exchangeId);
                var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                    return await reader.ReadAsync(token).ConfigureAwait(false) ? new KeptBodies(exchangeId, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), reader.GetString(1), reader.GetString(2)) : null;
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<int> ForgetBodiesAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var forgotten = await RunAsync(transaction, "delete from bodies where at < @before", token, ("@before", before.ToUnixTimeMilliseconds())).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
                return forgotten;
            }
        }, cancellationToken);

    private static async Task<int> RunAsync(DbTransaction transaction, string statement, CancellationToken cancellationToken, params (string Name, object Value)[] values)
    {
        var command = transaction.Connection!.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = statement;
            foreach (var (name, value) in values)
                Bind(command, name, value);
            return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
