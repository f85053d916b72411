using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Parley.Configuration;
using Parley.Ledger.Keys;

namespace Parley.Cli.Commands.Keys;

/// <summary><c>parley keys show</c>: one key, what it may do, and who did what to it.</summary>
internal static class KeysShow
{
    private const int ShownHistory = 20;

    public static Command Create() => KeySession.Command("show", "Show one key, what it may do, and its history; never its value.", [KeySession.Name], static async (session, parsed, cancellationToken) =>
    {
        var found = await session.Desk.FindAsync(parsed.GetRequiredValue(KeySession.Name), cancellationToken);
        if (found.Key is not { } key)
            return await KeySession.FailAsync(found.Fault!);
        var history = await session.Store.KeyHistoryAsync(key.Name, ShownHistory, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        await Console.Out.WriteLineAsync(session.IsJson ? KeySession.JsonOf(writer => KeyPage.Write(writer, key, now, history: history)) : string.Join('\n', Lines(key, now, history)));
        return ExitCode.Ok;
    });

    private static IEnumerable<string> Lines(StoredKey key, DateTimeOffset now, IReadOnlyList<KeyEvent> history)
    {
        yield return $"{key.Name}: {KeyText.Masked(key.Value.Prefix)}, {KeyPage.StatusOf(key, now)}";
        if (key.Retired is { } retired && retired.Until > now)
            yield return $"  the former key is taken until {Time(retired.Until)}";
        using var settings = JsonDocument.Parse(key.Settings);
        foreach (var member in settings.RootElement.EnumerateObject())
            yield return $"  {member.Name}: {member.Value}";
        foreach (var done in history)
            yield return $"  {Time(done.At)} {done.What} by {done.Who}";
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
