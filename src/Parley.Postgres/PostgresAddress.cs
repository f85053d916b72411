using Npgsql;

namespace Parley.Postgres;

/// <summary>Addresses of databases, as they are commonly written.</summary>
internal static class PostgresAddress
{
    private static readonly string[] Schemes = ["postgres", "postgresql"];

    /// <summary>Reads an address.</summary>
    /// <exception cref="ArgumentException">It is none; the message does not repeat it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string address)
    {
        try
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri) && Schemes.Contains(uri.Scheme) ? Of(uri) : new NpgsqlConnectionStringBuilder(address);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
#pragma warning disable MA0054 // What Npgsql says may repeat the password.
            throw new ArgumentException("This is no address of a PostgreSQL database: postgres://user:password@host:5432/database.", nameof(address));
#pragma warning restore MA0054
        }
    }

    /// <summary>What may be shown of it.</summary>
    public static string Shown(NpgsqlConnectionStringBuilder connection) => $"postgres://{connection.Host}:{connection.Port}/{connection.Database}";

    private static NpgsqlConnectionStringBuilder Of(Uri uri)
    {
        var connection = new NpgsqlConnectionStringBuilder { Host = uri.Host, Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')) };
        if (uri.Port > 0)
            connection.Port = uri.Port;
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, ..] parts)
        {
            connection.Username = Uri.UnescapeDataString(user);
            connection.Password = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null;
        }
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : (pair, "");
            if (name == "host")
                connection.Host = Uri.UnescapeDataString(value);
            else
                connection[name == "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(name)] = Uri.UnescapeDataString(value);
        }
        return connection;
    }
}
