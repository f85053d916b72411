using Parley.Configuration;
using Parley.Dialects;
using Parley.Routing;

namespace Parley.Management;

/// <summary>Makes past decisions again under another configuration, from what was recorded of them: nothing is sent.</summary>
internal sealed class Replay
{
    private readonly GatewaySnapshot _policy;
    private readonly RecordedKnowledge _knowledge = new();
    private readonly Router _router;

    public Replay(GatewaySnapshot policy)
    {
        _policy = policy;
        _router = new Router(_knowledge);
    }

    /// <summary>Replays decisions, the oldest first.</summary>
    public ReplayReport Run(IReadOnlyList<DecisionReport> decisions)
    {
        var report = new ReplayReport();
        foreach (var decision in decisions)
            _knowledge.Learn(decision);
        foreach (var decision in decisions)
        {
            _knowledge.Learn(decision);
            _knowledge.Past = decision;
            report.Add(decision, Decide(decision));
            report.UnknownKeys += decision.Request.Caller is { } caller && KeyOf(caller) is null ? 1 : 0;
        }
        return report;
    }

    private RoutingDecision? Decide(DecisionReport past)
    {
        var request = past.Request;
        var head = new RequestHead { Model = request.Model, Stream = request.Stream, Needs = request.Needs, MaxTokens = request.MaxTokens, EstimatedInputTokens = request.InputTokens, Fallbacks = [.. request.Fallbacks] };
        var resolution = Destinations.Of(_policy, head, request.Wishes, _knowledge.ModelsOf);
        if (!resolution.IsKnown)
            resolution = Destinations.Instead(ContextOf(past, head, resolution), _policy, resolution, _knowledge.ModelsOf);
        return resolution.IsKnown ? _router.Decide(ContextOf(past, head, resolution), resolution) : null;
    }

    private RoutingContext ContextOf(DecisionReport past, RequestHead head, Resolution resolution)
    {
        var request = past.Request;
        var mode = ModeOf(request);
        return new RoutingContext
        {
            Head = head,
            Kind = request.Kind,
            Options = _policy.Routing,
            Route = resolution.Route,
            HasNameLimits = resolution.HasLimits,
            Wishes = mode is null ? request.Wishes : EfficiencyPolicy.Under(mode, request.Wishes),
            Asked = request.Wishes,
            // What was found then is not looked for under a configuration that does not want it.
            DetectedMediaType = _policy.Routing.DetectWorkload ? request.MediaType : null,
            Mode = mode,
            Thermal = _policy.Thermal,
            Caller = KeyOf(request.Caller),
            KnownComplexity = request.Complexity,
            Warm = RecordedKnowledge.WarmthOf(request, resolution),
            Maker = request.Maker,
            Seed = request.Seed,
            Turn = request.Turn,
            Now = past.Time,
        };
    }

    private CallerKey? KeyOf(string? name) => _policy.Keys.All.FirstOrDefault(key => key.Name == name);

    /// <summary>The mode that the other configuration would have chosen by what was read then.</summary>
    private EfficiencyChoice? ModeOf(RequestReport request) => _policy.Efficiency is { Mode: { } mode } options
        ? EfficiencyPolicy.Choose(mode, options, request.Efficiency?.Machine, request.Efficiency?.Time ?? default)
        : null;
}
