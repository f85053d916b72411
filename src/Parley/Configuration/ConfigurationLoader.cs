using System.Collections.Immutable;
using Parley.Configuration.Compiling;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;

namespace Parley.Configuration;

/// <summary>Reads configuration files into a snapshot.</summary>
/// <param name="catalog">The providers that are known.</param>
/// <param name="environment">The value of an environment variable; null when it is not set.</param>
/// <param name="formats">The file formats that are understood besides JSON.</param>
public sealed class ConfigurationLoader(Catalog catalog, Func<string, string?> environment, params ImmutableArray<IConfigFormat> formats)
{
    private readonly ImmutableArray<IConfigFormat> _formats = [.. formats, new JsonFormat()];

    /// <summary>The providers that are known.</summary>
    public Catalog Catalog { get; } = catalog;

    /// <summary>Backends that are code of the host's own: part of every configuration that is read.</summary>
    public ImmutableArray<InProcessBackend> InProcess { get; init; } = [];

    /// <summary>Where keys are looked for that are neither configured nor in the environment; null for nowhere.</summary>
    public ICredentialStore? Credentials { get; init; }

    /// <summary>Opens the store that a configuration names (<c>credentials</c>, else <c>PARLEY_CREDENTIALS_STORE</c>), in the place of <see cref="Credentials"/>. Null where it can name none.</summary>
    public Func<string, ICredentialStore?>? CredentialStores { get; init; }

    /// <summary>Follows references to commands and files (<c>exec:</c>, <c>file:</c>) that stand in files; null follows none. Options that are made in code hold no references.</summary>
    public SecretReferences? References { get; init; }

    /// <summary>Whether there are callers' keys besides those of the configuration, in a store: an address that others reach needs none of the configuration's then.</summary>
    public bool HasStoredKeys { get; init; }

    /// <summary>Reads files, later ones over earlier ones, and compiles them. Never throws for what stands in them.</summary>
    /// <param name="sources">The files, lowest first.</param>
    /// <param name="revision">The snapshot's number.</param>
    public LoadedConfiguration Load(IReadOnlyList<SourceText> sources, long revision = 1) => Load(sources, static options => options, revision);

    /// <summary>The same, where code adds to what the files say.</summary>
    /// <param name="sources">The files, lowest first; may be none.</param>
    /// <param name="complete">Adds to it.</param>
    /// <param name="revision">The snapshot's number.</param>
    public LoadedConfiguration Load(IReadOnlyList<SourceText> sources, Func<GatewayOptions, GatewayOptions> complete, long revision = 1)
    {
        var problems = new ProblemList();
        var roots = new List<ConfigMap>();
        // Every file is read, so that the problems of all are told; what lies over a file that cannot be read means nothing.
        var isWhole = true;
        foreach (var source in sources)
            isWhole &= TryParse(source, roots, problems);
        if (!isWhole)
            return new LoadedConfiguration(null, null, problems.All);
        var options = Completed(complete(Read(roots, problems)));
        var snapshot = Compile(options, revision, problems);
        return new LoadedConfiguration(options, snapshot, problems.All);
    }

    /// <summary>Compiles options that were made in code.</summary>
    public LoadedConfiguration Load(GatewayOptions options, long revision = 1)
    {
        var problems = new ProblemList();
        options = Completed(options);
        return new LoadedConfiguration(options, Compile(options, revision, problems), problems.All);
    }

    private GatewayOptions Completed(GatewayOptions options) => options with { InProcess = options.InProcess.AddRange(InProcess), HasStoredKeys = options.HasStoredKeys || HasStoredKeys, Credentials = options.Credentials ?? CredentialStoreNames.Said(environment) };

    private GatewaySnapshot? Compile(GatewayOptions options, long revision, ProblemList problems) =>
        SnapshotCompiler.Compile(options, Catalog, environment, revision, problems, StoreOf(options));

    private ICredentialStore? StoreOf(GatewayOptions options)
    {
        var store = options.Credentials is { } named && CredentialStores is { } open ? open(named) : Credentials;
        return store is not null && References is not null ? new NotedCredentials(store, References) : store;
    }

    private bool TryParse(SourceText source, List<ConfigMap> roots, ProblemList problems)
    {
        var format = _formats.FirstOrDefault(format => format.Claims(source.Name)) ?? _formats[0];
        switch (format.Parse(source, problems))
        {
            case ConfigMap map:
                roots.Add(map);
                return true;
            case ConfigScalar { IsNull: true }:
                return true;
            case { } root:
                problems.Add(new Problem(ProblemCode.WrongKind, $"a configuration is a group of fields, not {root.Kind}", root.Span) { Hint = "begin with `backends:`" });
                return false;
            default:
                return !problems.HasErrors;
        }
    }

    private GatewayOptions Read(List<ConfigMap> roots, ProblemList problems)
    {
        if (roots.Count == 0)
            return new GatewayOptions();
        var merged = (ConfigMap)roots.Aggregate<ConfigNode>(Overlay.Merge);
        return GatewayFields.Shape(Catalog).Read(new GatewayOptions { Node = merged }, merged, new ReadScope(problems, environment) { Followed = References });
    }
}

/// <summary>What came of reading a configuration.</summary>
/// <param name="Options">What the operator wrote; null when it could not be read.</param>
/// <param name="Snapshot">The compiled configuration; null when there are errors.</param>
/// <param name="Problems">Everything found, warnings included, in the order of the places.</param>
public sealed record LoadedConfiguration(GatewayOptions? Options, GatewaySnapshot? Snapshot, IReadOnlyList<Problem> Problems)
{
    /// <summary>The snapshot.</summary>
    /// <exception cref="ConfigurationException">There are errors.</exception>
    public GatewaySnapshot Require() => Snapshot ?? throw new ConfigurationException(Problems);
}
