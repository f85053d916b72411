using System.CommandLine;
using System.Text.Json;
using Parley.Configuration;
using Parley.Ledger.Keys;

namespace Parley.Cli.Commands.Keys;

/// <summary><c>parley keys list</c>: the keys of the store; of their values no more than the beginning.</summary>
internal static class KeysList
{
    private static readonly string[] Titles = ["NAME", "KEY", "STATUS", "ROLES", "TEAM", "EXPIRES"];

    public static Command Create()
    {
        var command = KeySession.Command("list", "Show the keys of the store; never a value.", [], static async (session, _, cancellationToken) =>
        {
            var keys = await session.Store.ReadKeysAsync(cancellationToken);
            await Console.Out.WriteLineAsync(session.IsJson ? JsonOf(keys) : Table(keys));
            return ExitCode.Ok;
        });
        command.Aliases.Add("ls");
        return command;
    }

    private static string JsonOf(IReadOnlyList<StoredKey> keys) => KeySession.JsonOf(writer =>
    {
        writer.WriteStartArray();
        foreach (var key in keys)
            KeyPage.Write(writer, key, TimeProvider.System.GetUtcNow());
        writer.WriteEndArray();
    });

    private static string Table(IReadOnlyList<StoredKey> keys)
    {
        List<string[]> rows = [Titles, .. keys.Select(Row)];
        var widths = Titles.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    private static string[] Row(StoredKey key)
    {
        using var settings = JsonDocument.Parse(key.Settings);
        var said = settings.RootElement;
        return
        [
            key.Name, KeyText.Masked(key.Value.Prefix), KeyPage.StatusOf(key, TimeProvider.System.GetUtcNow()),
            said.TryGetProperty("roles", out var roles) ? string.Join(',', roles.EnumerateArray().Select(static role => role.ToString())) : "call",
            Text("team"), Text("expires"),
        ];

        string Text(string name) => said.TryGetProperty(name, out var value) ? value.ToString() : "-";
    }
}
