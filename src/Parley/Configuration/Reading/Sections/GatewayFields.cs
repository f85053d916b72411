using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of a configuration file.</summary>
internal static class GatewayFields
{
    /// <summary>The whole file. The catalog is needed for providers that extend one of it.</summary>
    public static Shape<GatewayOptions> Shape(Catalog catalog) => new(new FieldList<GatewayOptions>()
        .Add("$schema", Kinds.Text, (options, _) => options, "The schema of this file, for editors.")
        .Group("server", ServerFields.Shape, options => options.Server, (options, server) => options with { Server = server },
            "Addresses and limits of the program.")
        .Group("images", ImageFields.Shape, options => options.Images, (options, images) => options with { Images = images },
            "Whether images and files that callers name by address are fetched for backends that take bytes only.")
        .Group("routing", RoutingFields.Shape, options => options.Routing, (options, routing) => options with { Routing = routing },
            "Which target comes first where a name leads to several.")
        .AddFailure(options => options.Failure, (options, failure) => options with { Failure = failure })
        .Group("breaker", BreakerFields.Shape, options => options.Breaker, (options, breaker) => options with { Breaker = breaker },
            "When a target that fails is left alone, and for how long.")
        .Group("health", HealthFields.Shape, options => options.Health, (options, health) => options with { Health = health },
            "Whether backends are asked from time to time if they are well.")
        .Group("thermal", ThermalFields.Shape, options => options.Thermal ?? new ThermalOptions(), (options, thermal) => options with { Thermal = thermal },
            "Which sensors of local hardware are read, and how hot and loud it may get. Without it nothing is read.")
        .Group("efficiency", EfficiencyFields.Shape, options => options.Efficiency ?? new EfficiencyOptions(), (options, efficiency) => options with { Efficiency = efficiency },
            "How much power, noise and heat requests may cause.")
        .Add("store", Kinds.Secret, (options, store) => options with { Store = store },
            "Where ledger, keys and budgets are kept: a file (parley.db), postgres://user:password@host/database, or none. Without it parley.db beside the configuration. Read at the start.")
        .Add("credentials", Kinds.Text, (options, text) => options with { Credentials = text },
            "Where keys of providers are kept that stand in no configuration: file, keychain (macOS), libsecret (Linux desktops), or the address of an Azure Key Vault, https://NAME.vault.azure.net.")
        .Group("ledger", LedgerFields.Shape, options => options.Ledger, (options, ledger) => options with { Ledger = ledger },
            "How the books are kept.")
        .Group("cache", CacheFields.Shape, options => options.Cache, (options, cache) => options with { Cache = cache },
            "Whether answers are kept, so that the same question need not be asked twice.")
        .AddContent()
        .Add("backends", Kinds.ListOf(Kinds.Group(BackendFields.Shape, node => new BackendOptions { Node = node })), (options, list) => options with { Backends = list },
            "The servers that answer: a provider, an address, a credential, and which models are there.")
        .Add("models", Kinds.ListOf(Kinds.Group(ModelFields.Shape, node => new ModelOptions { Node = node })), (options, list) => options with { Models = list },
            "Names that callers may ask for, and where each leads.")
        .Add("keys", Kinds.ListOf(Kinds.Group(KeyFields.Shape, node => new KeyOptions { Node = node })), (options, list) => options with { Keys = list },
            "Keys that callers show. Once there is one, every call needs one.")
        .AddLimits()
        .Add("prices", Kinds.ListOf(Kinds.Group(PriceFields.Entry, node => new PriceEntry { Node = node })), (options, list) => options with { Prices = list },
            "What models cost, in the members of the catalog's files; the first that fits a model stands before all that others say.")
        .Group("mcp", McpFields.Shape, options => options.ToolServers, (options, servers) => options with { ToolServers = servers },
            "Servers of the Model Context Protocol, whose tools programs that embed Parley give to models.")
        .Add("providers", new ProvidersKind(catalog), (options, list) => options with { Providers = list },
            "Providers of your own, and changes to those of the catalog, by name. The members are those of the catalog's files."));
}

/// <summary>The fields of <c>server</c>.</summary>
internal static class ServerFields
{
    public static Shape<ServerOptions> Shape { get; } = new(new FieldList<ServerOptions>()
        .Add("http", Kinds.Text, (server, text) => server with { Http = text }, "Where HTTP is served, host:port. Any other address than loopback needs a caller key.")
        .Add("max_body_mb", Kinds.Mebibytes, (server, size) => server with { MaxBodyBytes = size }, "The largest request body in MiB, after decompression.")
        .Add("max_buffered_mb", Kinds.Mebibytes, (server, size) => server with { MaxBufferedBytes = size }, "The most MiB of bodies that are held at one time; beyond it calls are refused with 503.")
        .Add("keepalive_ms", Kinds.MillisecondsOrZero, (server, time) => server with { KeepAlive = time }, "After how long a silence a stream's caller gets a sign of life; 0 for never.")
        .Add("kept_replies_mb", Kinds.MebibytesOrZero, (server, size) => server with { KeptReplyBytes = size }, "The most MiB of replies that are kept for later requests to refer to (previous_response_id); 0 for none.")
        .Add("kept_replies_s", Kinds.Seconds, (server, time) => server with { KeptReplyAge = time }, "How long they are kept.")
        .Add("allow_slow_lane", Kinds.Flag, (server, flag) => server with { AllowSlowLane = flag }, "Whether callers may force full translation by the header x-parley-lane: slow.")
        .Add("echo", Kinds.Flag, (server, flag) => server with { Echo = flag }, "Whether the built-in model parley/echo answers. Without this it does while no key is configured.")
        .Add("allowed_hosts", Kinds.Texts, (server, list) => server with { AllowedHosts = list }, "Host names besides loopback that are accepted in Host and Origin while no key is configured.")
        .Add("trusted_proxies", Kinds.ListOf(new NetworkKind()), (server, list) => server with { TrustedProxies = list }, "The proxies that are believed when they say by X-Forwarded-For who calls: networks or single addresses. Without it nobody is.")
        .Add("failed_keys", Kinds.Whole(0), (server, number) => server with { FailedKeys = number }, "After how many wrong keys from one address within the window further ones are answered 429; 0 for never. Right keys pass always.")
        .Add("failed_keys_window_s", Kinds.Seconds, (server, time) => server with { FailedKeysWindow = time }, "The window in which wrong keys are counted."));
}

/// <summary>The fields of <c>images</c>.</summary>
internal static class ImageFields
{
    public static Shape<ImageOptions> Shape { get; } = new(new FieldList<ImageOptions>()
        .Add("fetch", Kinds.Switch, (images, flag) => images with { Fetch = flag }, "Whether they are fetched: on or off. Off, such a backend does without them, and the loss is reported.")
        .Add("allow", Kinds.ListOf(new NetworkKind()), (images, list) => images with { Allow = list }, "Networks that may be fetched from though they are not public: 127.0.0.1/32. All others that are not public are refused.")
        .Add("max_mb", Kinds.Mebibytes, (images, size) => images with { MaxBytes = size }, "The largest that is fetched, in MiB.")
        .Add("timeout_ms", Kinds.Milliseconds, (images, time) => images with { Timeout = time }, "How long fetching one may take."));
}

/// <summary>The fields of an entry of <c>models</c>.</summary>
internal static class ModelFields
{
    public static Shape<ModelOptions> Shape { get; } = new(new FieldList<ModelOptions>()
        .Add("name", Kinds.Text, (model, text) => model with { Name = text }, "The name that callers ask for.", required: true)
        .Add("targets", Kinds.ListOf(new TargetKind()), (model, list) => model with { Targets = list }, "Where it leads, best first, as backend/model, or as { target, weight, quality }; the next one is tried when one fails.", required: true)
        .Add("conversion", Kinds.Choice<ConversionPolicy>(), (model, policy) => model with { Conversion = policy }, "Whether translations may lose anything: allow reports losses, reject leaves out targets that would lose something.")
        .Add("hosted_tools", Kinds.Choice<HostedToolPolicy>(), (model, policy) => model with { HostedTools = policy }, "What becomes of tools that a provider runs itself where the target has none: reject refuses the request, drop leaves them out and reports it.")
        .Add("strategy", RoutingFields.Strategy, (model, name) => model with { Strategy = name }, "Which of its targets comes first. Without it, as the section routing says.")
        .Add("expression", RoutingFields.Expression, (model, formula) => model with { Expression = formula }, "The formula of the strategy expression, for this name.")
        .Limits(model => model.Limits, (model, limits) => model with { Limits = limits })
        .Group("cache", CacheFields.OfModel, model => model.Cache, (model, cache) => model with { Cache = cache }, "Whether its answers are kept, where that differs from the section cache.")
        .AddFailure(model => model.Failure, (model, failure) => model with { Failure = failure })
        .AddFallbacks());
}
