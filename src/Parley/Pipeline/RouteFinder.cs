using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers;
using Parley.Providers.Upstream;
using Parley.Routing;
using Parley.Routing.Affinity;

namespace Parley.Pipeline;

/// <summary>What is asked of routing.</summary>
/// <param name="Snapshot">The configuration.</param>
/// <param name="Head">What is known of the request.</param>
/// <param name="Kind">What it asks for.</param>
/// <param name="Wishes">What the caller asks besides.</param>
/// <param name="Caller">Whose key it is; null when none is needed.</param>
internal readonly record struct RouteQuestion(GatewaySnapshot Snapshot, RequestHead Head, OperationKind Kind, RoutingWishes Wishes, CallerKey? Caller)
{
    /// <summary>False for a request that is only asked about: it takes nobody's turn.</summary>
    public bool IsSent { get; init; } = true;

    /// <summary>The request itself, for strategies that must look into it; null where it is not at hand.</summary>
    public InboundRequest? Request { get; init; }
}

/// <summary>Where a request goes.</summary>
/// <param name="Resolution">Where its name leads.</param>
/// <param name="Decision">What was decided; null where the name leads nowhere.</param>
/// <param name="Fault">What the caller is told when no target is left; null otherwise.</param>
internal readonly record struct RoutePlan(Resolution Resolution, RoutingDecision? Decision, Fault? Fault);

/// <summary>From the name that a caller asks for to the targets to try. The same for a request that is sent and for one that is only asked about. Thread-safe.</summary>
internal sealed class RouteFinder(Router router, ModelLists models, WarmPrefixes warm, ModeFinder modes, TimeProvider time, Random chance)
{
    /// <summary>The key under which the operator names stronger models.</summary>
    public const string EscalationPath = "escalation_path";

    private readonly Func<string, IReadOnlySet<string>?> _liveModels = models.Of;
    private readonly Turns _turns = new();
    private ScoreWeights? _weights;

    /// <summary>The weights that the operator has set while Parley runs; null while the configured ones hold.</summary>
    public ScoreWeights? Weights
    {
        get => Volatile.Read(ref _weights);
        set => Volatile.Write(ref _weights, value);
    }

    /// <summary>Where the names of a request lead, whoever of them can and may.</summary>
    public Resolution Resolve(GatewaySnapshot snapshot, RequestHead head, RoutingWishes wishes) => Destinations.Of(snapshot, head, wishes, _liveModels);

    /// <summary>Finds the targets of a request.</summary>
    public RoutePlan Find(in RouteQuestion question)
    {
        if (RoutingFaults.OfNames(question.Head) is { } misleading)
            return new RoutePlan(new Resolution(), null, misleading);
        if (question.Caller?.May(question.Kind) == false)
            return new RoutePlan(new Resolution(), null, RoutingFaults.OfOperation(question.Caller));
        var mode = modes.Of(question.Snapshot);
        var wishes = mode is null ? question.Wishes : EfficiencyPolicy.Under(mode, question.Wishes);
        var resolution = Destinations.Of(question.Snapshot, question.Head, wishes, _liveModels);
        var context = ContextOf(question, resolution, mode, wishes);
        if (!resolution.IsKnown)
        {
            resolution = Destinations.Instead(context, question.Snapshot, resolution, _liveModels);
            if (!resolution.IsKnown)
                return new RoutePlan(resolution, null, RoutingFaults.Of(question.Head.Model, resolution));
            var about = context.DetectedMediaType;
            context = ContextOf(question, resolution, mode, wishes);
            context.DetectedMediaType = about;
        }
        var decision = router.Decide(context, resolution);
        if (decision.Ranked.Count == 0)
            return new RoutePlan(resolution, decision, RoutingFaults.NobodyLeft(decision));
        if (question.Kind == OperationKind.Chat && resolution.Route is { EscalationPath: { Length: > 0 } path, Failure.Forwarding.Enabled: true })
            decision = decision.With(EscalationPath, Among(path, context, resolution));
        return new RoutePlan(resolution, decision, null);
    }

    /// <summary>Decides once more on the same request, among other targets than its name leads to. The same filters hold for them.</summary>
    /// <param name="targets">The targets.</param>
    /// <param name="context">What the first decision depended on.</param>
    /// <param name="resolution">Where the name leads.</param>
    public RoutingDecision Among(ImmutableArray<Target> targets, RoutingContext context, Resolution resolution) => router.Decide(context, resolution with { Targets = targets, Disabled = [], Others = [] });

    private RoutingContext ContextOf(in RouteQuestion question, Resolution resolution, EfficiencyChoice? mode, RoutingWishes wishes)
    {
        var hasChoice = resolution.Targets.Length > 1 || !resolution.Others.IsEmpty;
        var owner = question.Caller?.Name ?? "";
        warm.Lifetime = question.Snapshot.Routing.Affinity.Lifetime;
        var hasKeys = hasChoice || resolution.Targets is [{ Backend.Keyed.IsEmpty: false }];
        var prefixes = hasKeys && question is { Kind: OperationKind.Chat, Request: { } request } && question.Snapshot.Routing.Affinity.Enabled ? PrefixHashes.Of(request.Wire.Body.Span, owner) : null;
        return new RoutingContext
        {
            Head = question.Head,
            Kind = question.Kind,
            Request = question.Request,
            IsSent = question.IsSent,
            Options = question.Snapshot.Routing,
            Weights = Weights ?? question.Snapshot.Routing.Weights,
            Route = resolution.Route,
            HasNameLimits = resolution.HasLimits,
            Wishes = wishes,
            Asked = ReferenceEquals(wishes, question.Wishes) ? null : question.Wishes,
            Mode = mode,
            Thermal = question.Snapshot.Thermal,
            GramsPerKilowattHour = question.Snapshot.Efficiency?.GramsPerKilowattHour,
            Caller = question.Caller,
            Seed = (ulong)chance.NextInt64(),
            Turn = hasChoice ? _turns.Take(question.Head.Model, question.IsSent) : 0,
            Now = time.GetUtcNow(),
            Prefixes = prefixes,
            Warm = prefixes is null ? null : warm.Find(prefixes, owner),
            Maker = hasKeys ? question.Request?.Maker?.Backend : null,
        };
    }
}
