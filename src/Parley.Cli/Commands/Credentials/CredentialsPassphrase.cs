using System.CommandLine;
using Parley.Cli.Hosting;
using Parley.Configuration.Credentials;

namespace Parley.Cli.Commands.Credentials;

/// <summary><c>parley credentials passphrase</c>: encrypts the file anew.</summary>
internal static class CredentialsPassphrase
{
    private static readonly Option<bool> None = new("--none") { Description = "Use a key file beside it, and no passphrase." };

    public static Command Create()
    {
        var command = new Command("passphrase", "Encrypt the file anew, under another passphrase: typed unseen, or from standard input.") { None };
        command.SetAction(static parsed => CredentialFailures.Guard(() => Change(parsed.GetValue(None))));
        return command;
    }

    private static int Change(bool toKeyFile)
    {
        var soFar = new Lazy<string?>(static () => Environment.GetEnvironmentVariable(CredentialFile.PassphraseVariable) is { Length: > 0 } given ? given
            : HiddenPrompt.IsTerminal ? HiddenPrompt.Ask("Passphrase so far (not shown): ") : null);
        var file = new CredentialFile(ConfigurationSource.File.Path, () => soFar.Value, TimeProvider.System);
        if (!File.Exists(file.Path))
            return Refuse($"there is no {file.Path} yet; `parley credentials set` begins it", ExitCode.NotFound);
        // Before anything is asked that would be in vain.
        file.Unlock();
        if (toKeyFile)
            return Change(file, null, "a key file beside it");
        var wanted = HiddenPrompt.AskOrRead("New passphrase (not shown): ")?.TrimEnd('\r', '\n');
        if (string.IsNullOrEmpty(wanted))
            return Refuse("no passphrase was given: type it, or send it to standard input; --none does without one", ExitCode.Usage);
        if (HiddenPrompt.IsTerminal && HiddenPrompt.Ask("The same once more: ") != wanted)
            return Refuse("the two are not the same", ExitCode.Usage);
        return Change(file, wanted, "the new passphrase");
    }

    private static int Change(CredentialFile file, string? wanted, string with)
    {
        file.ChangePassphrase(wanted);
        Console.WriteLine($"{file.Path}: encrypted anew, with {with}");
        return ExitCode.Ok;
    }

    private static int Refuse(string why, int code)
    {
        Console.Error.WriteLine($"error: {why}.");
        return code;
    }
}
