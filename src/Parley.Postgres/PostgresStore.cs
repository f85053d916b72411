using Npgsql;
using NpgsqlTypes;
using Parley.Ledger.Budgets;
using Parley.Ledger.Sql;

namespace Parley.Postgres;

/// <summary>The store of several gateways: the ledger, and the shares of limits.</summary>
internal sealed class PostgresStore(PostgresFlavor flavor) : SqlStore(flavor), IBudgetShares
{
    /// <summary>A gateway that was not heard of for so long has ended.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>No window is longer.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(32);

    public Task<IReadOnlyList<BudgetShare>> ExchangeAsync(string node, IReadOnlyList<BudgetShareAsk> asks, CancellationToken cancellationToken) =>
        DoAsync(async connection =>
        {
            var command = new NpgsqlCommand(ShareSql.Exchange, (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                var now = asks[0].Now;
                Add(command, "meters", NpgsqlDbType.Array | NpgsqlDbType.Text, asks.Select(static ask => ask.Meter).ToArray());
                Add(command, "used", NpgsqlDbType.Array | NpgsqlDbType.Numeric, asks.Select(static ask => ask.Used).ToArray());
                Add(command, "reserved", NpgsqlDbType.Array | NpgsqlDbType.Numeric, asks.Select(static ask => ask.Reserved).ToArray());
                Add(command, "headroom", NpgsqlDbType.Array | NpgsqlDbType.Numeric, asks.Select(static ask => ask.Headroom).ToArray());
                Add(command, "limits", NpgsqlDbType.Array | NpgsqlDbType.Numeric, asks.Select(static ask => ask.Limit).ToArray());
                Add(command, "since", NpgsqlDbType.Array | NpgsqlDbType.Bigint, asks.Select(static ask => ask.Since.ToUnixTimeMilliseconds()).ToArray());
                Add(command, "node", NpgsqlDbType.Text, node);
                Add(command, "now", NpgsqlDbType.Bigint, now.ToUnixTimeMilliseconds());
                Add(command, "dead", NpgsqlDbType.Bigint, (now - Silence).ToUnixTimeMilliseconds());
                var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var shares = new List<BudgetShare>();
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                        shares.Add(new BudgetShare(reader.GetDecimal(0), reader.GetDecimal(1), reader.GetDecimal(2)));
                    return (IReadOnlyList<BudgetShare>)shares;
                }
            }
        }, cancellationToken);

    public override async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var oldest = before < DateTimeOffset.UnixEpoch + LongestWindow ? before : before - LongestWindow;
        await DoAsync(async connection =>
        {
            var command = new NpgsqlCommand(ShareSql.Forget, (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                Add(command, "before", NpgsqlDbType.Bigint, oldest.ToUnixTimeMilliseconds());
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }, cancellationToken).ConfigureAwait(false);
        return await base.ForgetAsync(before, cancellationToken).ConfigureAwait(false);
    }

    private static void Add(NpgsqlCommand command, string name, NpgsqlDbType type, object value) => command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value });
}
