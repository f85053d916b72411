using Npgsql;
using NpgsqlTypes;
using Parley.Ledger.Budgets;
using Parley.Ledger.Sql;
using Parley.Resilience;

namespace Parley.Postgres;

/// <summary>The store of several gateways: the ledger, the shares of limits, and what they tell each other.</summary>
internal sealed class PostgresStore(PostgresFlavor flavor) : SqlStore(flavor), IBudgetShares, ITargetHints
{
    private const int AmountDigits = 12;

    /// <summary>A gateway that was not heard of for so long has ended.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>No window is longer.</summary>
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(32);

    public Task<IReadOnlyList<BudgetShare>> ExchangeAsync(string node, IReadOnlyList<BudgetShareAsk> asks, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(ShareSql.Exchange, (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                var now = asks[0].Now;
                AddTexts(command, "meters", asks.Select(static ask => ask.Meter));
                AddAmounts(command, "used", asks.Select(static ask => ask.Used));
                AddAmounts(command, "reserved", asks.Select(static ask => ask.Reserved));
                AddAmounts(command, "headroom", asks.Select(static ask => ask.Headroom));
                AddAmounts(command, "limits", asks.Select(static ask => ask.Limit));
                Add(command, "since", NpgsqlDbType.Array | NpgsqlDbType.Bigint, asks.Select(static ask => ask.Since.ToUnixTimeMilliseconds()).ToArray());
                Add(command, "rolling", NpgsqlDbType.Array | NpgsqlDbType.Boolean, asks.Select(static ask => ask.IsRolling).ToArray());
                Add(command, "node", NpgsqlDbType.Text, node);
                Add(command, "now", NpgsqlDbType.Bigint, now.ToUnixTimeMilliseconds());
                Add(command, "dead", NpgsqlDbType.Bigint, (now - Silence).ToUnixTimeMilliseconds());
                var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var shares = new List<BudgetShare>();
                    while (await reader.ReadAsync(token).ConfigureAwait(false))
                        shares.Add(new BudgetShare(reader.GetDecimal(0), reader.GetDecimal(1), reader.GetDecimal(2), reader.GetInt32(3)));
                    return (IReadOnlyList<BudgetShare>)shares;
                }
            }
        }, cancellationToken, isAwaited: true);

    public Task LeaveAsync(string node, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand("delete from gateways where node = @node", (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                Add(command, "node", NpgsqlDbType.Text, node);
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        }, cancellationToken);

    public Task TellHintsAsync(string node, IReadOnlyList<TargetHint> hints, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(HintSql.Tell, (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                Add(command, "node", NpgsqlDbType.Text, node);
                AddTexts(command, "backends", hints.Select(static hint => hint.Backend));
                AddTexts(command, "keys", hints.Select(static hint => hint.Key));
                AddTexts(command, "models", hints.Select(static hint => hint.Model));
                AddTexts(command, "reasons", hints.Select(static hint => hint.Reason));
                Add(command, "limits", NpgsqlDbType.Array | NpgsqlDbType.Boolean, hints.Select(static hint => hint.IsLimit).ToArray());
                Add(command, "remaining", NpgsqlDbType.Array | NpgsqlDbType.Bigint, hints.Select(static hint => (long)hint.Left.TotalMilliseconds).ToArray());
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        }, cancellationToken);

    public Task<HintNews> ReadHintsAsync(string node, long after, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(HintSql.Read, (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                Add(command, "node", NpgsqlDbType.Text, node);
                Add(command, "after", NpgsqlDbType.Bigint, after);
                var reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var hints = new List<TargetHint>();
                    while (await reader.ReadAsync(token).ConfigureAwait(false))
                    {
                        after = reader.GetInt64(0);
                        hints.Add(new TargetHint(reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetBoolean(4), TimeSpan.FromMilliseconds(reader.GetInt64(5)), reader.GetString(6)));
                    }
                    return new HintNews(after, hints);
                }
            }
        }, cancellationToken);

    public Task WaitForHintsAsync(TimeSpan most, CancellationToken cancellationToken) => flavor.Hints.WaitAsync(most, cancellationToken);

    public Task<int> ForgetUseAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = new NpgsqlCommand(ShareSql.Forget, (NpgsqlConnection)connection);
            await using (command.ConfigureAwait(false))
            {
                Add(command, "before", NpgsqlDbType.Bigint, (now - LongestWindow).ToUnixTimeMilliseconds());
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        }, cancellationToken);

    private static void Add(NpgsqlCommand command, string name, NpgsqlDbType type, object value) => command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value });

    /// <summary>Sums of amounts with all digits that a rate of exchange can have do not fit into a number of ours any more.</summary>
    private static void AddAmounts(NpgsqlCommand command, string name, IEnumerable<decimal> amounts) =>
        Add(command, name, NpgsqlDbType.Array | NpgsqlDbType.Numeric, amounts.Select(static amount => decimal.Round(amount, AmountDigits)).ToArray());

    /// <summary>No database keeps this character in a text; callers can put it into names.</summary>
    private static void AddTexts(NpgsqlCommand command, string name, IEnumerable<string> texts) =>
        Add(command, name, NpgsqlDbType.Array | NpgsqlDbType.Text, texts.Select(static text => text.Replace("\0", "", StringComparison.Ordinal)).ToArray());
}
