using System.CommandLine;
using Parley.Cli.Hosting;

namespace Parley.Cli.Commands.Credentials;

/// <summary><c>parley credentials rm</c>: forgets a key.</summary>
internal static class CredentialsRemove
{
    private static readonly Argument<string> Name = new("name") { Description = "Under which name it is kept." };

    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The configuration files, which may name a store; parley.yaml when none is named." };

    public static Command Create()
    {
        var command = new Command("rm", "Forget a key.") { Name, Config };
        command.SetAction(static parsed => CredentialFailures.Guard(() => Remove(parsed.GetRequiredValue(Name), parsed.GetValue(Config) ?? [])));
        return command;
    }

    private static int Remove(string name, string[] config)
    {
        if (ConfigurationSource.StoreFor(config) is not { } store)
            return ExitCode.InvalidConfiguration;
        if (!store.Delete(name))
        {
            Console.Error.WriteLine($"error: nothing is stored under {name}; `parley credentials list` shows what is.");
            return ExitCode.NotFound;
        }
        Console.WriteLine($"{name}: removed from {store.Place}");
        return ExitCode.Ok;
    }
}
