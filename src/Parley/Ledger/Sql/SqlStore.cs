using System.Data.Common;
using System.Globalization;
using System.Text;
using Parley.Ledger.Budgets;

namespace Parley.Ledger.Sql;

/// <summary>The ledger in a database. The statements are the same for all; what differs says the flavor. Values are parameters, never text of a statement. Thread-safe.</summary>
public partial class SqlStore(SqlFlavor flavor) : ILedgerStore, IBudgetHistory, IAnswerStore
{
    /// <summary>So many rows are inserted at once: their values stay below the most parameters of either database.</summary>
    private const int RowsAtOnce = 50;

    private static readonly string Names = string.Join(", ", LedgerColumns.All.Select(static column => column.Name));

    /// <inheritdoc/>
    public string Place => flavor.Place;

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            await new Migrations(flavor).RunAsync(connection, token).ConfigureAwait(false);
            return 0;
        }, cancellationToken);

    /// <inheritdoc/>
    public virtual Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                foreach (var rows in entries.Chunk(RowsAtOnce))
                    await InsertAsync(transaction, rows, token).ConfigureAwait(false);
                await transaction.CommitAsync(token).ConfigureAwait(false);
            }
            return 0;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => CostSql.AskAsync(connection, question, token), cancellationToken, isAwaited: true);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BudgetSum>> SumAsync(BudgetQuestion question, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => BudgetSql.AskAsync(connection, question, token), cancellationToken, isAwaited: true);

    /// <inheritdoc/>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        DoAsync(async (connection, token) =>
        {
            var command = connection.CreateCommand();
            await using (command.ConfigureAwait(false))
            {
                command.CommandText = "delete from ledger where at < @before";
                Bind(command, "@before", before.ToUnixTimeMilliseconds());
                return await command.ExecuteNonQueryAsync(token).ConfigureAwait(false);
            }
        }, cancellationToken, isAwaited: true);

    /// <inheritdoc/>
    public Task<StoredAnswer?> FindAnswerAsync(string name, DateTimeOffset now, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => AnswerSql.FindAsync(connection, name, now, token), cancellationToken);

    /// <inheritdoc/>
    public Task SaveAnswerAsync(StoredAnswer answer, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => AnswerSql.SaveAsync(connection, answer, token), cancellationToken);

    /// <inheritdoc/>
    public Task<int> ForgetAnswersAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        DoAsync((connection, token) => AnswerSql.ForgetAsync(connection, now, token), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await flavor.CloseAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives a parameter of a statement its value.</summary>
    internal static void Bind(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = (value is string text ? Kept(text) : value) ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>The statement that inserts entries.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="parameter">The name of a parameter, by its place.</param>
    protected static string InsertInto(int rows, Func<int, string> parameter)
    {
        var columns = LedgerColumns.All.Length;
        var values = Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", Enumerable.Range(row * columns, columns).Select(parameter))})");
        return $"insert into ledger ({Names}) values {string.Join(", ", values)} on conflict do nothing";
    }

    /// <summary>Gives a row the values of an entry, in the order of the statement.</summary>
    protected static void Write(LedgerEntry entry, LedgerRow row)
    {
        foreach (var column in LedgerColumns.All)
            column.Write(row, entry);
    }

    /// <summary>No database keeps this character in a text; callers can put it into names.</summary>
    internal static string Kept(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    private static async Task InsertAsync(DbTransaction transaction, LedgerEntry[] rows, CancellationToken cancellationToken)
    {
        var command = transaction.Connection!.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.Transaction = transaction;
            command.CommandText = InsertInto(rows.Length, ParameterOf);
            var row = new ParameterRow(command);
            foreach (var entry in rows)
                Write(entry, row);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static string ParameterOf(int place) => string.Create(CultureInfo.InvariantCulture, $"@p{place}");

    /// <summary>Does something over a connection. Where the database only waits so long, what takes longer is given up here and goes on by itself: it is not stopped, and may succeed yet.</summary>
    /// <param name="work">What is done, and what may stop it.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="isAwaited">Whether it may take as long as whoever asks will wait.</param>
    /// <exception cref="LedgerStoreException">It failed, or took too long.</exception>
    protected async Task<T> DoAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken, bool isAwaited = false)
    {
        try
        {
            if (flavor.Patience is not { } patience)
                return await OverAsync(work, cancellationToken).ConfigureAwait(false);
            var going = OverAsync(work, CancellationToken.None);
            return await going.WaitAsync(isAwaited ? Timeout.InfiniteTimeSpan : patience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DbException or IOException or TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            throw new LedgerStoreException(flavor.Says(failure), flavor.IsTransient(failure), failure);
        }
    }

    private async Task<T> OverAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await flavor.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await work(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Rows as parameters of one statement.</summary>
    private sealed class ParameterRow(DbCommand command) : LedgerRow
    {
        protected override void Put(ReadOnlySpan<byte> text) => Add(Encoding.UTF8.GetString(text));

        protected override void Put(string text) => Add(text);

        protected override void Put(long whole) => Add(whole);

        protected override void Put(double real) => Add(real);

        protected override void PutNull() => Add(null);

        private void Add(object? value) => Bind(command, ParameterOf(command.Parameters.Count), value);
    }
}
