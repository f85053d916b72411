using System.CommandLine;
using System.Globalization;
using Parley.Cli.Hosting;
using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;

namespace Parley.Cli.Commands.Credentials;

/// <summary><c>parley credentials list</c>: what is kept, and where each key would come from. No value is opened.</summary>
internal static class CredentialsList
{
    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The configuration files, lowest first; parley.yaml when none is named." };

    public static Command Create()
    {
        var command = new Command("list", "Say which keys there are, when they were set and where they come from; never a key.") { Config };
        command.Aliases.Add("ls");
        command.SetAction(static parsed => CredentialFailures.Guard(() => List(parsed.GetValue(Config) ?? [])));
        return command;
    }

    private static int List(string[] named)
    {
        var (options, errors) = ConfigurationSource.Read(named);
        if (options is null || errors.Length > 0)
        {
            Console.Error.WriteLine(ProblemRenderer.Render(errors));
            return ExitCode.InvalidConfiguration;
        }
        var origins = new CredentialOrigins(Catalog.BuiltIn, Environment.GetEnvironmentVariable, ConfigurationSource.StoreOf(options)!).Of(options);
        if (origins.IsEmpty)
            Console.Error.WriteLine("There are no keys yet: parley credentials set openai");
        var width = origins.Select(static origin => origin.Name.Length).DefaultIfEmpty().Max();
        foreach (var origin in origins)
            Console.WriteLine($"{origin.Name.PadRight(width)}  {Time(origin.Set),-20}  {Where(origin)}");
        return ExitCode.Ok;
    }

    private static string Time(DateTimeOffset? set) => set?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static string Where(CredentialOrigin origin)
    {
        var place = origin.Place switch
        {
            CredentialPlace.Configuration when origin.Detail.Length > 0 => $"configuration: {origin.Detail}",
            CredentialPlace.Configuration => "configuration",
            CredentialPlace.Environment => $"environment variable {origin.Detail}",
            CredentialPlace.Store when !origin.Detail.Equals(origin.Name, StringComparison.OrdinalIgnoreCase) => $"store: {origin.Detail}",
            CredentialPlace.Store => "store",
            _ => "not used: no backend and no provider has this name",
        };
        return origin.IsHidden ? $"{place}; what is stored is not used" : place;
    }
}
