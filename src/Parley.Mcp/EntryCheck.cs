using System.Buffers;
using Parley.Configuration.Options;
using Parley.Configuration.Validators;

namespace Parley.Mcp;

/// <summary>Refuses what code says of a server and cannot be, as the configuration does with what files say.</summary>
internal static class EntryCheck
{
    private static readonly SearchValues<char> HeaderCharacters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Checks an entry.</summary>
    /// <exception cref="ArgumentException">Something in it cannot be.</exception>
    public static void Check(ToolServerOptions server)
    {
        if (!ToolNames.IsServer(server.Name))
            throw new ArgumentException($"The name '{server.Name}' cannot stand in the name of a tool: it has up to 32 letters, digits, hyphens and single underscores.", nameof(server));
        CheckWay(server);
        CheckLimits(server);
        foreach (var (name, setting) in server.Headers)
            CheckHeader(server, name, setting);
    }

    /// <summary>Checks the limits of an entry.</summary>
    /// <exception cref="ArgumentException">One of them cannot be.</exception>
    public static void CheckLimits(ToolServerOptions server)
    {
        CheckTime(server, nameof(server.Timeout), server.Timeout);
        CheckTime(server, nameof(server.ConnectTimeout), server.ConnectTimeout);
        foreach (var (tool, time) in server.ToolTimeouts)
            CheckTime(server, $"{nameof(server.ToolTimeouts)} for '{tool}'", time);
        if (server.MaxResultBytes < 1)
            throw Wrong(server, nameof(server.MaxResultBytes), "is less than 1");
    }

    private static void CheckWay(ToolServerOptions server)
    {
        if (server.Command is not null && server.Url is not null)
            throw Wrong(server, nameof(server.Url), "is there besides a program");
        // The address itself may hold a key.
        if (server.Command is null && !(Uri.TryCreate(server.Url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw Wrong(server, nameof(server.Url), "is not an absolute address that begins with http:// or https://");
    }

    private static void CheckTime(ToolServerOptions server, string option, TimeSpan time)
    {
        if (time <= TimeSpan.Zero || time > Bounds.LongestTimer)
            throw Wrong(server, option, $"is {time}; it is more than 0, and {Bounds.LongestTimer.TotalDays} days at most");
    }

    private static void CheckHeader(ToolServerOptions server, string name, SecretSetting setting)
    {
        if (name.Length == 0 || name.AsSpan().IndexOfAnyExcept(HeaderCharacters) >= 0)
            throw Wrong(server, nameof(server.Headers), $"have '{name}', which is not the name of a header");
        if (setting.Value is { } value && value.Reveal().AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
            throw Wrong(server, nameof(server.Headers), $"have a value for '{name}' that HTTP cannot carry");
    }

    private static ArgumentException Wrong(ToolServerOptions server, string option, string what) => new($"{option} of the MCP server '{server.Name}' {what}.", nameof(server));
}
