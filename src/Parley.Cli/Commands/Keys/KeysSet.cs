using System.CommandLine;
using Parley.Ledger.Keys;

namespace Parley.Cli.Commands.Keys;

/// <summary><c>parley keys set</c>, <c>disable</c> and <c>enable</c>: change what a key may do.</summary>
internal static class KeysSet
{
    public static Command Create() => KeySession.Command("set", "Change what a key may do; what is not named stays.", [KeySession.Name, .. KeyTerms.All], static async (session, parsed, cancellationToken) =>
        await session.TellAsync(
            await session.Desk.ChangeAsync(parsed.GetRequiredValue(KeySession.Name), KeySettings.Bytes(KeyTerms.Of(parsed, TimeProvider.System.GetUtcNow())), KeySession.Who, cancellationToken),
            "changed"));

    public static Command Switch(string verb, string description, bool isDisabled) => KeySession.Command(verb, description, [KeySession.Name], async (session, parsed, cancellationToken) =>
        await session.TellAsync(
            await session.Desk.ChangeAsync(parsed.GetRequiredValue(KeySession.Name), KeySettings.Bytes(new() { ["disabled"] = isDisabled }), KeySession.Who, cancellationToken),
            $"{verb}d"));
}
