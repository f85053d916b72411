using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Configuration.Validators;

namespace Parley.Configuration.Compiling;

/// <summary>Makes the snapshot that the engine runs on of what the operator wrote.</summary>
public static class SnapshotCompiler
{
    /// <summary>Checks everything, reports every problem, and compiles; null when there are errors.</summary>
    /// <param name="options">What the operator wrote.</param>
    /// <param name="catalog">The providers that are known besides those among the options.</param>
    /// <param name="environment">The value of an environment variable; null when it is not set.</param>
    /// <param name="revision">The snapshot's number.</param>
    /// <param name="problems">Takes the problems.</param>
    /// <param name="credentials">Where keys are looked for that are neither configured nor in the environment; null for nowhere.</param>
    public static GatewaySnapshot? Compile(GatewayOptions options, Catalog catalog, Func<string, string?> environment, long revision, ProblemList problems, ICredentialStore? credentials = null)
    {
        catalog = catalog.With(options.Providers);
        foreach (var validator in AllValidators.InOrder)
            validator.Check(options, catalog, problems);

        var scope = new CompileScope(catalog, environment, options.Server) { Stored = new StoredCredentials(credentials, problems), Order = options.Routing.Order, Breaker = options.Breaker.Over(BreakerPolicy.Default), Health = options.Health, Prices = [.. options.Prices.Select(static entry => entry with { Node = null })], UnknownPrices = options.Routing.Prices.Unknown };
        var compiler = new BackendCompiler(scope);
        var backends = options.Backends.Concat(TargetText.Implied(options, catalog)).Select(backend => compiler.Compile(backend, problems)).OfType<Backend>()
            .Concat(options.InProcess.Select(code => InProcessCompiler.Compile(code, scope))).ToList();
        GatewayAddress.ReportLoops(options, backends, problems);
        SubstituteCheck.Report(options, backends, problems);
        if (problems.HasErrors)
            return null;
        var byId = backends.ToDictionary(backend => backend.Id, StringComparer.OrdinalIgnoreCase);
        var routes = options.Models.Select(model => TargetText.Route(model, byId));
        var keys = options.Keys.Select(static key => KeyCompiler.Compile(key, CallerKey.HashOf(key.Key!.Value!.Reveal())));
        return new GatewaySnapshot(backends, routes, new CallerKeys(keys), options.Server, revision)
        {
            Images = options.Images,
            Routing = options.Routing,
            Failure = options.Failure,
            Thermal = options.Thermal is { Enabled: true } thermal ? thermal : null,
            Efficiency = options.Efficiency,
            Store = options.Store?.Value,
            Ledger = options.Ledger,
            Budgets = [.. options.Limits.SelectMany(static rule => rule.Compile()), .. options.Sessions?.Compile() ?? []],
            Sessions = options.Sessions,
            LimitsWebhook = options.LimitsWebhook is { } address ? new Uri(address) : null,
            Cache = options.Cache,
            ToolServers = [.. options.ToolServers.Select(static server => server with { Node = null })],
        };
    }
}
