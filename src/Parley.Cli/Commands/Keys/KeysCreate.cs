using System.CommandLine;
using Parley.Ledger.Keys;

namespace Parley.Cli.Commands.Keys;

/// <summary><c>parley keys create</c>: makes a key and writes it, this once.</summary>
internal static class KeysCreate
{
    public static Command Create() => KeySession.Command("create", "Make a key. Standard output has the key and nothing else.", [KeySession.Name, .. KeyTerms.All], static async (session, parsed, cancellationToken) =>
        await session.TellAsync(
            await session.Desk.CreateAsync(parsed.GetRequiredValue(KeySession.Name), KeySettings.Bytes(KeyTerms.Of(parsed, TimeProvider.System.GetUtcNow())), KeySession.Who, cancellationToken),
            "created"));
}
