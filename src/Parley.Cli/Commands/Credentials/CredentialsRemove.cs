using System.CommandLine;
using Parley.Cli.Hosting;

namespace Parley.Cli.Commands.Credentials;

/// <summary><c>parley credentials rm</c>: forgets a key.</summary>
internal static class CredentialsRemove
{
    private static readonly Argument<string> Name = new("name") { Description = "Under which name it is kept." };

    public static Command Create()
    {
        var command = new Command("rm", "Forget a key.") { Name };
        command.SetAction(static parsed => CredentialFailures.Guard(() => Remove(parsed.GetRequiredValue(Name))));
        return command;
    }

    private static int Remove(string name)
    {
        if (!ConfigurationSource.Credentials.Delete(name))
        {
            Console.Error.WriteLine($"error: nothing is stored under {name}; `parley credentials list` shows what is.");
            return ExitCode.NotFound;
        }
        Console.WriteLine($"{name}: removed from {ConfigurationSource.Credentials.Path}");
        return ExitCode.Ok;
    }
}
