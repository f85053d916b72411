using Parley.Configuration;
using Parley.Dialects;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Filters;
using Parley.Routing.Strategies;
using Parley.Tests.Configuration;

namespace Parley.Tests.Routing;

/// <summary>Decisions of tests: candidates of a configuration, asked for by name, with facts that a test sets.</summary>
internal static class Cases
{
    /// <summary>A chat of some length.</summary>
    public static RequestHead Head(string model = "m", int tokens = 1000, int? limit = null, params string[] fallbacks) => new() { Model = model, EstimatedInputTokens = tokens, MaxTokens = limit, Fallbacks = [.. fallbacks] };

    /// <summary>The context of a request under a configuration.</summary>
    public static RoutingContext Context(GatewaySnapshot snapshot, RequestHead? head = null, RoutingWishes? wishes = null, string? key = null, ulong seed = 1, long turn = 0) => new()
    {
        Head = head ?? Head(),
        Options = snapshot.Routing,
        Wishes = wishes ?? RoutingWishes.None,
        Caller = key is null ? null : snapshot.Keys.All.Single(known => known.Name == key),
        Thermal = snapshot.Thermal,
        HasNameLimits = true,
        Seed = seed,
        Turn = turn,
        Now = DateTimeOffset.UnixEpoch.AddHours(1),
    };

    /// <summary>The candidates of a name, each with the facts of its backend.</summary>
    public static Candidate[] Candidates(GatewaySnapshot snapshot, string model = "m", params (string Backend, TargetFacts Facts)[] facts)
    {
        var resolution = ModelResolver.Resolve(snapshot, model);
        return [.. resolution.Targets.Concat(resolution.Disabled).Select((target, place) => new Candidate(target, place)
        {
            Origin = resolution,
            Facts = facts.FirstOrDefault(fact => fact.Backend == target.Backend.Id).Facts,
        })];
    }

    /// <summary>The ids of the backends in the order of a strategy.</summary>
    public static string Ranked(string strategy, RoutingContext context, Candidate[] candidates)
    {
        (RoutingStrategies.Find(strategy) ?? throw new ArgumentException(strategy)).Rank(context, candidates);
        return string.Join(' ', candidates.Select(candidate => candidate.Target.Backend.Id));
    }

    /// <summary>Why each candidate is left out by a filter, by the id of its backend; those that may stay are not in it.</summary>
    public static string Refusals(string filter, RoutingContext context, Candidate[] candidates)
    {
        var found = RoutingFilters.InOrder.Single(known => known.Name == filter);
        return !found.Concerns(context) ? "" : string.Join("; ", candidates.Select(candidate => (candidate.Target.Backend.Id, Reason: found.Refuse(context, candidate))).Where(refused => refused.Reason is not null).Select(refused => $"{refused.Id}: {refused.Reason}"));
    }

    /// <summary>What a target has shown.</summary>
    public static TargetFacts Measured(double milliseconds, int inFlight = 0) => new() { FirstEventMs = milliseconds, FirstEventAt = DateTimeOffset.UnixEpoch.AddHours(1), InFlight = inFlight };

    /// <summary>Backends a, b, c and so on of one kind, and the model m that leads to all of them.</summary>
    /// <param name="backends">Members of each backend besides id and type.</param>
    /// <param name="more">Further sections.</param>
    public static GatewaySnapshot Three(string[] backends, string more = "")
    {
        var ids = backends.Select((_, index) => (char)('a' + index)).ToArray();
        var entries = backends.Select((members, index) => $$"""{ "id": "{{ids[index]}}", "type": "openai-compatible", "endpoint": "http://127.0.0.1:9", "model": "llama3"{{(members.Length == 0 ? "" : ", " + members)}} }""");
        var models = more.Contains("\"models\":", StringComparison.Ordinal) && more.Contains("\"name\": \"m\"", StringComparison.Ordinal) ? "" : $$""", "models": [ { "name": "m", "targets": [{{string.Join(", ", ids.Select(id => $"\"{id}\""))}}] } ]""";
        return Files.Compile($$"""{ "backends": [ {{string.Join(", ", entries)}} ]{{models}}{{(more.Length == 0 ? "" : ", " + more)}} }""");
    }
}
