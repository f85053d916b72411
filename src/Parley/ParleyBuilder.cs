using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Reading;
using Parley.Ledger;
using Parley.Pipeline;

namespace Parley;

/// <summary>Says which backends there are, and how requests find them. What files say comes first, what is said in code stands over it. Not thread-safe.</summary>
public sealed class ParleyBuilder
{
    private readonly List<BackendSettings> _backends = [];
    private readonly List<InProcessBackend> _code = [];
    private readonly List<ModelOptions> _models = [];
    private readonly MiddlewareList _steps = new();
    private readonly List<SourceText> _sources = [];
    private readonly List<IConfigFormat> _formats = [];
    private readonly List<IConfigFormat> _sections = [];
    private readonly List<Func<GatewayOptions, GatewayOptions>> _changes = [];
    private readonly ProblemList _problems = new();
    private readonly RouteSettings _route = new();
    private bool _fromEnvironment;
    private (Func<ILedgerStore> Open, string Journal)? _ledger;

    /// <summary>The providers that are known.</summary>
    public Catalog Catalog { get; set; } = Catalog.BuiltIn;

    /// <summary>Where keys and addresses are looked for that are not said here.</summary>
    public Func<string, string?> EnvironmentVariables { get; set; } = Environment.GetEnvironmentVariable;

    /// <summary>Where keys are looked for that are in neither; null for nowhere.</summary>
    public ICredentialStore? Credentials { get; set; }

    /// <summary>Follows references to commands and files (<c>exec:</c>, <c>file:</c>) that stand in files and sections; null follows none.</summary>
    public SecretReferences? References { get; set; }

    /// <summary>Where to log; nowhere by default.</summary>
    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What the engine takes besides: a ledger, stores, steps.</summary>
    public GatewayParts Parts { get; set; } = new();

    /// <summary>Adds a provider of the catalog.</summary>
    /// <param name="type">Its name or an alias: <c>anthropic</c>, <c>openai</c>, <c>gemini</c>, <c>ollama</c>.</param>
    /// <param name="configure">Says more of it; nothing when null.</param>
    public ParleyBuilder AddBackend(string type, Action<BackendSettings>? configure = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        var settings = new BackendSettings(type);
        configure?.Invoke(settings);
        _backends.Add(settings);
        return this;
    }

    /// <summary>Adds a backend that is code of yours. Several calls may use it at once.</summary>
    public ParleyBuilder AddBackend(InProcessBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        _code.Add(backend);
        return this;
    }

    /// <summary>Adds every provider whose key is in the environment or in the store of credentials, and that nobody has added.</summary>
    public ParleyBuilder AddBackendsFromEnvironment()
    {
        _fromEnvironment = true;
        return this;
    }

    /// <summary>Adds the model <c>parley/echo</c>, which says what it is asked: for a first try without a key.</summary>
    public ParleyBuilder AddEcho() => Configure(static options => options with { Server = options.Server with { Echo = true } });

    /// <summary>Adds a name that requests may ask for.</summary>
    /// <param name="name">The name.</param>
    /// <param name="targets">Where it leads, best first: <c>backend/model</c>, or a backend that has a default model.</param>
    public ParleyBuilder AddModel(string name, params ReadOnlySpan<string> targets)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (targets.Contains(null))
            throw new ArgumentException("A target is null.", nameof(targets));
        return AddModel(new ModelOptions { Name = name, Targets = [.. targets.ToArray().Select(static target => new TargetOptions(target))] });
    }

    /// <summary>Adds a name that requests may ask for, with all that a file can say of it.</summary>
    public ParleyBuilder AddModel(ModelOptions model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _models.Add(model);
        return this;
    }

    /// <summary>Reads a configuration file; a later one stands over an earlier one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its format; null for JSON.</param>
    public ParleyBuilder FromFile(string path, IConfigFormat? format = null)
    {
        if (format is not null)
            _formats.Add(format);
        _sources.AddRange(ConfigurationFiles.Read([path], _problems));
        return this;
    }

    /// <summary>
    /// Reads a section of your host's configuration, with the keys of a configuration file: <c>"Parley": { "Backends": [{ "Id": "openai" }] }</c> in <c>appsettings.json</c>, <c>Parley__Backends__0__Id</c> in the environment.
    /// It is read once, when the client starts, and stands over files that were named before.
    /// </summary>
    /// <param name="section">The section: <c>configuration.GetSection("Parley")</c>.</param>
    public ParleyBuilder FromConfiguration(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var format = new SectionFormat(section, $"section {(section as IConfigurationSection)?.Path ?? "(root)"} #{_sections.Count}");
        _sections.Add(format);
        _sources.Add(format.Source);
        return this;
    }

    /// <summary>Says how requests find their backends.</summary>
    public ParleyBuilder Route(Action<RouteSettings> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(_route);
        return this;
    }

    /// <summary>Adds a step that requests, replies and streams go through; in the order of the calls.</summary>
    public ParleyBuilder Use(IMiddleware step) => Steps(steps => steps.Use(step));

    /// <summary>Adds, replaces and removes steps by their names.</summary>
    public ParleyBuilder Steps(Action<MiddlewareList> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        change(_steps);
        return this;
    }

    /// <summary>Keeps answers, and gives them again for the same question.</summary>
    /// <param name="lifetime">For how long; null for the usual time.</param>
    /// <param name="size">The most answers in memory; null for the usual count.</param>
    public ParleyBuilder Cache(TimeSpan? lifetime = null, int? size = null) => Configure(options => options with
    {
        Cache = options.Cache with { Enabled = true, TimeToLive = lifetime ?? options.Cache.TimeToLive, MostEntries = size ?? options.Cache.MostEntries },
    });

    /// <summary>Keeps the ledger in a store, with a journal in a folder; the client disposes it.</summary>
    /// <param name="open">Opens the store, once, when Parley starts.</param>
    /// <param name="journal">The folder; several processes may use one.</param>
    public ParleyBuilder KeepLedger(Func<ILedgerStore> open, string journal)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrWhiteSpace(journal);
        _ledger = (open, journal);
        return this;
    }

    /// <summary>Says anything else that a file can say; after all that was said otherwise.</summary>
    public ParleyBuilder Configure(Func<GatewayOptions, GatewayOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        _changes.Add(change);
        return this;
    }

    /// <summary>Starts Parley.</summary>
    /// <exception cref="ConfigurationException">What was said cannot be; the exception holds every problem.</exception>
    /// <exception cref="ArgumentException">A step was to be replaced or removed that there is not.</exception>
    public ParleyClient Build()
    {
        if (_problems.HasErrors)
            throw new ConfigurationException(_problems.All);
        var loaded = Load();
        loaded.Require();
        var books = _ledger is { } ledger ? Bookkeeper.Open(ledger.Open(), ledger.Journal, Time, Loggers.CreateLogger("Parley")) : Parts.Books;
        try
        {
            return new ParleyClient(new ParleySetup(Loader, loaded)
            {
                Read = Load,
                Parts = Parts with { Changes = new MiddlewareList().With(Parts.Changes).With(_steps), Strategy = _route.Own ?? Parts.Strategy, References = References ?? Parts.References, Books = books },
                References = References,
                Loggers = Loggers,
                Time = Time,
                Closed = books is null ? null : books.DisposeAsync,
            });
        }
        catch when (_ledger is not null)
        {
            // What was opened here nobody else closes.
            Waiting.For(books!.DisposeAsync);
            throw;
        }
    }

    /// <summary>Every problem of what was said, warnings included; nothing is started, and nobody is asked.</summary>
    public IReadOnlyList<Problem> Validate() => _problems.HasErrors ? _problems.All : Load().Problems;

    private ConfigurationLoader Loader => new(Catalog, EnvironmentVariables, [.. _formats, new JsonFormat(), .. _sections]) { Credentials = Credentials, References = References };

    private LoadedConfiguration Load() => Load(static options => options);

    /// <summary>Reads everything that was said, with what was changed since over it.</summary>
    private LoadedConfiguration Load(Func<GatewayOptions, GatewayOptions> since) => Loader.Load([.. _sources], options => since(Complete(options)));

    private GatewayOptions Complete(GatewayOptions options)
    {
        options = options with
        {
            Backends = [.. options.Backends, .. _backends.Select(static backend => backend.Build())],
            InProcess = [.. options.InProcess, .. _code],
            Models = [.. options.Models, .. _models],
        };
        if (_fromEnvironment)
            options = options with { Backends = [.. options.Backends, .. Found(options)] };
        return _changes.Aggregate(_route.Apply(options), static (options, change) => change(options));
    }

    private IEnumerable<BackendOptions> Found(GatewayOptions options)
    {
        var found = new Configuration.Discovery.ZeroConfiguration(Catalog, EnvironmentVariables, new NoProbe(), Time) { Credentials = Credentials };
        var named = options.Backends.Select(static backend => backend.Type ?? backend.Id).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return found.FindKeys(new Configuration.Discovery.Discovered(new GatewayOptions(), [])).Options.Backends.Where(backend => !named.Contains(backend.Type!));
    }

    /// <summary>Servers on this machine are asked by the program, and not by a library that was not told to.</summary>
    private sealed class NoProbe : Configuration.Discovery.ILocalProbe
    {
        public Task<string?> GetAsync(Uri address, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
