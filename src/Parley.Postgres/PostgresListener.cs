using System.Data.Common;
using Npgsql;

namespace Parley.Postgres;

/// <summary>Hears what is told over a channel of the database, on a connection of its own. For one who waits at a time.</summary>
internal sealed class PostgresListener(NpgsqlDataSource source, string channel)
{
    private NpgsqlConnection? _listening;

    /// <summary>Waits until something is told, or for a time. Where no connection is to be had it is the time.</summary>
    public async Task WaitAsync(TimeSpan most, CancellationToken cancellationToken)
    {
        try
        {
            _listening ??= await ListenAsync(cancellationToken).ConfigureAwait(false);
            await _listening.WaitAsync(most, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception lost) when (lost is DbException or IOException or TimeoutException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            await CloseAsync().ConfigureAwait(false);
            await Task.Delay(most, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives up the connection.</summary>
    public async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _listening, null) is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<NpgsqlConnection> ListenAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = $"listen {channel}";
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        return connection;
    }
}
