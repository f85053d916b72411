using System.CommandLine;
using Parley.Cli.Commands.Keys;

namespace Parley.Cli.Commands;

/// <summary><c>parley keys</c>: the keys that callers show, kept in the store. What is changed holds in a running gateway within a second.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make and manage the keys that callers show.")
    {
        KeysCreate.Create(), KeysList.Create(), KeysShow.Create(), KeysSet.Create(), KeysSet.Switch("disable", "Refuse a key until it is enabled.", isDisabled: true), KeysSet.Switch("enable", "Take a key again.", isDisabled: false),
        KeysRotate.Create(), KeysRemove.Create(),
    };
}
