using System.CommandLine;
using Parley.Ledger.Keys;

namespace Parley.Cli.Commands.Keys;

/// <summary><c>parley keys rotate</c>: gives a key another value.</summary>
internal static class KeysRotate
{
    private static readonly Option<string> Overlap = new("--overlap") { Description = "For how long the former value is taken besides: 1h, 30m; without this it ends at once.", DefaultValueFactory = static _ => "0" };

    public static Command Create() => KeySession.Command("rotate", "Give a key another value. Standard output has the new key and nothing else.", [KeySession.Name, Overlap], static async (session, parsed, cancellationToken) =>
        KeyOverlap.OfText(parsed.GetRequiredValue(Overlap), out var fault) is { } overlap
            ? await session.TellAsync(await session.Desk.RotateAsync(parsed.GetRequiredValue(KeySession.Name), overlap, KeySession.Who, cancellationToken), "rotated")
            : await KeySession.FailAsync(fault!));
}
