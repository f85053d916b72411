using System.CommandLine;
using Parley.Cli.Hosting;
using Parley.Configuration;
using Parley.Configuration.Credentials;

namespace Parley.Cli.Commands.Credentials;

/// <summary><c>parley credentials set</c>: keeps a key, which is typed unseen or comes from standard input.</summary>
internal static class CredentialsSet
{
    private static readonly Argument<string> Name = new("name") { Description = "A provider, or the id of a backend." };

    private static readonly Option<bool> WithPassphrase = new("--passphrase")
    {
        Description = $"Ask for the passphrase that encrypts the file; without it {CredentialFile.PassphraseVariable} is taken, or a key file beside it.",
    };

    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The configuration files, which may name a store; parley.yaml when none is named." };

    public static Command Create()
    {
        var command = new Command("set", "Keep a key: typed unseen, or from standard input. It is never an argument.") { Name, WithPassphrase, Config };
        command.SetAction(static parsed => CredentialFailures.Guard(() => Set(parsed.GetRequiredValue(Name), parsed.GetValue(WithPassphrase), parsed.GetValue(Config) ?? [])));
        return command;
    }

    private static int Set(string name, bool asks, string[] config)
    {
        if (ConfigurationSource.StoreFor(config) is not { } store)
            return ExitCode.InvalidConfiguration;
        if (asks)
        {
            if (store is not CredentialFile file)
                return Refuse($"only the file has a passphrase, not {store.Place}");
            if (!HiddenPrompt.IsTerminal)
                return Refuse($"a passphrase is asked for at a terminal only; set {CredentialFile.PassphraseVariable}");
            if (HiddenPrompt.Ask("Passphrase (not shown): ") is not { Length: > 0 } passphrase)
                return Refuse("the passphrase is empty");
            store = new CredentialFile(file.Path, () => passphrase, TimeProvider.System);
        }
        if (HiddenPrompt.AskOrRead($"Key for {name} (not shown): ") is not { } value || string.IsNullOrWhiteSpace(value))
            return Refuse("no key was given: type it, or send it to standard input");
        try
        {
            store.Store(name, new Secret(value));
        }
        catch (ArgumentException wrong)
        {
            return Refuse(wrong.ParamName == "name" ? "a name is of 1 to 200 letters without blanks" : "a key is one line");
        }
        Console.WriteLine($"{name}: stored in {store.Place}");
        Note(name);
        return ExitCode.Ok;
    }

    /// <summary>What the user may not expect: that nothing uses the key, or that another comes first.</summary>
    private static void Note(string name)
    {
        var provider = Catalog.BuiltIn.Find(name);
        if (provider is null)
            Console.Error.WriteLine($"note: no provider is called {name}; the key is for a backend with that id.");
        else if (provider.Env.FirstOrDefault(static variable => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(variable))) is { } variable)
            Console.Error.WriteLine($"note: the environment variable {variable} comes before it.");
    }

    private static int Refuse(string why)
    {
        Console.Error.WriteLine($"error: {why}.");
        return ExitCode.Usage;
    }
}
