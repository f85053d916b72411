using System.CommandLine;

namespace Parley.Cli.Commands.Keys;

/// <summary><c>parley keys rm</c>: removes a key for good.</summary>
internal static class KeysRemove
{
    public static Command Create() => KeySession.Command("rm", "Remove a key for good; its history and its entries in the ledger stay.", [KeySession.Name], static async (session, parsed, cancellationToken) =>
        await session.TellAsync(await session.Desk.RemoveAsync(parsed.GetRequiredValue(KeySession.Name), KeySession.Who, cancellationToken), "removed"));
}
