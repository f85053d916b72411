using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Providers.Upstream;
using Parley.Providers.Vault;
using Parley.Yaml;

namespace Parley.Cli.Hosting;

/// <summary>Where the program's configuration comes from.</summary>
internal static class ConfigurationSource
{
    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultFile = "parley.yaml";

    /// <summary>The user's file of credentials.</summary>
    public static CredentialFile File { get; } = new(
        CredentialFile.DefaultPath(Environment.GetEnvironmentVariable), static () => Environment.GetEnvironmentVariable(CredentialFile.PassphraseVariable), TimeProvider.System);

    /// <summary>The stores of credentials that may be named.</summary>
    public static CredentialStores Stores { get; } = new(File, Environment.GetEnvironmentVariable, new UpstreamHandlers(), TimeProvider.System);

    /// <summary>The store where there is no configuration; null where the environment names one that is not known.</summary>
    public static ICredentialStore? Credentials => Stores.Open(CredentialStoreNames.Said(Environment.GetEnvironmentVariable) ?? CredentialStoreNames.File);

    /// <summary>The commands and files that configurations refer to.</summary>
    public static SecretReferences References { get; } = new(TimeProvider.System);

    public static ConfigurationLoader Loader { get; } = new(Catalog.BuiltIn, Environment.GetEnvironmentVariable, new YamlFormat()) { Credentials = File, CredentialStores = Stores.Open, References = References };

    /// <summary>The same, where the store has callers' keys.</summary>
    public static ConfigurationLoader LoaderBesideKeys { get; } = new(Catalog.BuiltIn, Environment.GetEnvironmentVariable, new YamlFormat()) { Credentials = File, CredentialStores = Stores.Open, References = References, HasStoredKeys = true };

    /// <summary>The files that keys are read from: the store, and those that configurations refer to.</summary>
    public static IEnumerable<string> CredentialFiles => References.Files.Prepend(File.Path);

    /// <summary>The files to read: the named ones, or the default one where it exists.</summary>
    public static IReadOnlyList<string> Files(IReadOnlyList<string> named) => named.Count > 0 ? named : System.IO.File.Exists(DefaultFile) ? [DefaultFile] : [];

    /// <summary>What files say, and every error in them. No store is looked into and no command is run.</summary>
    public static (GatewayOptions? Options, Problem[] Errors) Read(IReadOnlyList<string> named)
    {
        var problems = new ProblemList();
        var sources = ConfigurationFiles.Read(Files(named), problems);
        var loaded = new ConfigurationLoader(Catalog.BuiltIn, Environment.GetEnvironmentVariable, new YamlFormat()).Load(sources);
        return (problems.HasErrors ? null : loaded.Options, [.. problems.All.Concat(loaded.Problems).Where(static problem => problem.Severity == Severity.Error)]);
    }

    /// <summary>The store that a verb works on: what the configuration names, else the environment, else the file. Null, with what is wrong on standard error, when that is none. What else is wrong in the configuration is not in its way.</summary>
    public static ICredentialStore? StoreFor(IReadOnlyList<string> named)
    {
        var (options, errors) = Read(named);
        if (options is not null && StoreOf(options) is { } store)
            return store;
        Console.Error.WriteLine(ProblemRenderer.Render(errors));
        return null;
    }

    /// <summary>The store of a configuration; null where it names one that is not known.</summary>
    public static ICredentialStore? StoreOf(GatewayOptions options) => Stores.Open(options.Credentials ?? CredentialStoreNames.File);

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
