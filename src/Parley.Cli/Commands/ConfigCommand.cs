using System.CommandLine;
using Parley.Cli.Hosting;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Cli.Commands;

/// <summary><c>parley config validate</c> and <c>parley config schema</c>.</summary>
internal static class ConfigCommand
{
    private static readonly Argument<string[]> Files = new("file")
    {
        Description = "The files, lowest first; parley.yaml when none is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The same, as an option." };

    public static Command Create()
    {
        var validate = new Command("validate", "Check configuration files and show every problem.") { Files, Config };
        validate.SetAction(static (parsed, cancellationToken) => ValidateAsync([.. parsed.GetValue(Files) ?? [], .. parsed.GetValue(Config) ?? []], cancellationToken));
        var schema = new Command("schema", "Write the JSON Schema (draft-07) of the configuration, for editors.");
        schema.SetAction(static _ => Schema());
        return new Command("config", "Check and describe configurations.") { validate, schema };
    }

    private static async Task<int> ValidateAsync(string[] files, CancellationToken cancellationToken)
    {
        if (files.Length == 0)
            files = [ConfigurationSource.DefaultFile];
        var loaded = await ConfigurationSource.LoadAsync(files, cancellationToken);
        if (loaded.Problems.Count > 0)
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
        if (loaded.Snapshot is not { } snapshot)
            return ExitCode.InvalidConfiguration;
        await Console.Out.WriteLineAsync($"{string.Join(" + ", files)}: valid, {snapshot.BackendList.Length} backend(s), {snapshot.ModelList.Length} model name(s), {snapshot.Keys.All.Count} key(s)");
        return ExitCode.Ok;
    }

    private static int Schema()
    {
        Console.WriteLine(ConfigurationSchema.OfConfiguration());
        return ExitCode.Ok;
    }
}
