using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Yaml;

namespace Parley.Cli.Hosting;

/// <summary>Where the program's configuration comes from.</summary>
internal static class ConfigurationSource
{
    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultFile = "parley.yaml";

    /// <summary>The user's file of credentials.</summary>
    public static CredentialFile Credentials { get; } = new(
        CredentialFile.DefaultPath(Environment.GetEnvironmentVariable), static () => Environment.GetEnvironmentVariable(CredentialFile.PassphraseVariable), TimeProvider.System);

    /// <summary>The commands and files that configurations refer to.</summary>
    public static SecretReferences References { get; } = new(TimeProvider.System);

    public static ConfigurationLoader Loader { get; } = new(Catalog.BuiltIn, Environment.GetEnvironmentVariable, new YamlFormat()) { Credentials = Credentials, References = References };

    /// <summary>The same, where the store has callers' keys.</summary>
    public static ConfigurationLoader LoaderBesideKeys { get; } = new(Catalog.BuiltIn, Environment.GetEnvironmentVariable, new YamlFormat()) { Credentials = Credentials, References = References, HasStoredKeys = true };

    /// <summary>The files that keys are read from: the store, and those that configurations refer to.</summary>
    public static IEnumerable<string> CredentialFiles => References.Files.Prepend(Credentials.Path);

    /// <summary>The files to read: the named ones, or the default one where it exists.</summary>
    public static IReadOnlyList<string> Files(IReadOnlyList<string> named) => named.Count > 0 ? named : File.Exists(DefaultFile) ? [DefaultFile] : [];

    /// <summary>Reads and compiles files. Where nothing but a key is missing, because others reach the address, it is looked for in the store.</summary>
    public static async Task<LoadedConfiguration> LoadAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var loaded = Load(files);
        if (loaded is not { Snapshot: null, Options: { } options } || loaded.Problems.Any(static problem => problem.Severity == Severity.Error && problem.Code.Id != ProblemCode.OpenToAll.Id))
            return loaded;
        return await StorePlace.Of(options.Store?.Value, files, Environment.GetEnvironmentVariable).HasKeysAsync(cancellationToken) ? LoaderBesideKeys.Load(ConfigurationFiles.Read(files, new ProblemList())) : loaded;
    }

    /// <summary>Reads and compiles files; problems of reading them are among the result's.</summary>
    public static LoadedConfiguration Load(IReadOnlyList<string> files)
    {
        var problems = new ProblemList();
        var sources = ConfigurationFiles.Read(files, problems);
        return problems.HasErrors ? new LoadedConfiguration(null, null, problems.All) : Loader.Load(sources);
    }
}
