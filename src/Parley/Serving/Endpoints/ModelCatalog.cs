using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Pipeline;
using Parley.Providers;
using Parley.Routing.Filters;

namespace Parley.Serving.Endpoints;

/// <summary>The model names that callers can ask for now.</summary>
internal static class ModelCatalog
{
    /// <summary>One name.</summary>
    /// <param name="Name">As callers write it.</param>
    /// <param name="Owner">The backend that serves it, or the gateway for names of the operator's own.</param>
    public readonly record struct Entry(string Name, string Owner)
    {
        /// <summary>What is known of it.</summary>
        public ModelFacts Facts { get; init; } = ModelFacts.None;

        /// <summary>What it costs; null when unknown.</summary>
        public PriceRow? Price { get; init; }

        /// <summary>What its backend can do natively; null where nobody said.</summary>
        public Abilities? Abilities { get; init; }
    }

    /// <summary>The operator's own names, then each enabled backend's as <c>backendId/model</c>, then the echo: those that lead the caller's key to anything.</summary>
    public static List<Entry> Of(Service service, CallerKey? caller)
    {
        var snapshot = service.Snapshot;
        var entries = new List<Entry>();
        foreach (var route in snapshot.ModelList)
        {
            if (Allowed(caller, route.Targets, route.Name) is { } target)
                entries.Add(Known(service, route.Name, "parley", target.Backend, target.Model));
            else if (route.Targets.IsEmpty)
                entries.Add(new(route.Name, "parley"));
        }
        foreach (var backend in snapshot.BackendList)
        {
            if (backend.Enabled)
                AddBackend(entries, backend, service, caller);
        }
        if (EchoBackend.Find(snapshot, "parley/echo") is { } echo && KeyFilter.Allows(caller, echo, null))
            entries.Add(new("parley/echo", "parley"));
        return entries;
    }

    /// <summary>One name: of the list, or one that a call would be served by all the same (<c>backendId/anything</c>). Null, and the fault that a call would meet, for every other.</summary>
    public static Entry? Find(Service service, CallerKey? caller, string name, out Fault? fault)
    {
        fault = null;
        foreach (var entry in Of(service, caller))
        {
            if (entry.Name == name)
                return entry;
        }
        var resolution = ModelResolver.Resolve(service.Snapshot, name, service.Engine.Models.Of);
        if (name.Length > 0 && Allowed(caller, resolution.Targets, resolution.Route?.Name) is { } target)
            return Known(service, name, target.Backend.Id, target.Backend, target.Model);
        fault = name.Length > 0 && resolution.Targets.Length > 0 ? RoutingFaults.NotAllowed($"'{RoutingFaults.Shown(name)}'") : RoutingFaults.Of(name, resolution);
        return null;
    }

    /// <summary>The first target that a key may use; null where there is none.</summary>
    private static Target? Allowed(CallerKey? caller, ImmutableArray<Target> targets, string? route) => targets.FirstOrDefault(target => KeyFilter.Allows(caller, target, route));

    /// <summary>What is known of a backend's models: its live list, else the literal names of its patterns or of the catalog.</summary>
    private static void AddBackend(List<Entry> entries, Backend backend, Service service, CallerKey? caller)
    {
        var live = service.Engine.Models.Of(backend.Id);
        var patterns = backend.Patterns;
        var names = live ?? patterns.Supported.Concat(patterns.Preferred).Concat(patterns.SaysSupported ? [] : backend.Provider.Models)
            .Where(static pattern => pattern.IsLiteral).Select(static pattern => pattern.Pattern);
        foreach (var name in names.Append(backend.DefaultModel ?? "").Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            if (name.Length > 0 && IsServed(patterns, name) && KeyFilter.Allows(caller, new Target(backend, name), null))
                entries.Add(Known(service, $"{backend.Id}/{name}", backend.Id, backend, name));
        }
    }

    /// <summary>What its backend's list says of a model, and the book where that says nothing.</summary>
    private static Entry Known(Service service, string name, string owner, Backend backend, string model)
    {
        var facts = service.Engine.Models.FactsOf(backend.Id, model);
        var target = new Target(backend, model);
        var today = DateOnly.FromDateTime(service.Engine.Time.GetUtcNow().UtcDateTime);
        var book = target.PricedOn(today).Facts;
        return new Entry(name, owner)
        {
            Facts = facts with { ContextWindow = facts.ContextWindow ?? book?.ContextWindow, MaxOutput = facts.MaxOutput ?? book?.MaxOutput },
            Price = service.Engine.Models.PriceOf(target, today),
            Abilities = ReferenceEquals(backend.Provider, EchoBackend.Provider) ? null : backend.Abilities,
        };
    }

    private static bool IsServed(ModelPatterns patterns, string name) =>
        !ModelPatterns.Any(patterns.Excluded, name)
        && (!patterns.SaysSupported || ModelPatterns.Any(patterns.Supported, name) || ModelPatterns.Any(patterns.Preferred, name));
}
