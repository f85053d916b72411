using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Providers.Upstream;
using Parley.Routing.Adaptive;
using Parley.Routing.Affinity;
using Parley.Routing.Estimates;

namespace Parley.Routing;

/// <summary>All that a decision may depend on besides its candidates: no clock, no chance and no counter but those in here, so that it can be made again.</summary>
public sealed class RoutingContext
{
    private RequestHead _head = null!;
    private InboundRequest? _request;
    private RoutingOptions? _options;
    private ScoreWeights? _weights;
    private ModelRoute? _route;
    private int[]? _prefixes;
    private ThermalOptions? _thermal;
    private object? _caller;
    // A decision is kept: what is null or small takes no more room than it needs.
    private readonly long _now;
    private readonly byte _kind;
    private readonly double _gramsPerKilowattHour = double.NaN;
    private double _complexity = double.NaN;

    /// <summary>What is known of the request.</summary>
    public required RequestHead Head { get => _head; init => _head = value; }

    /// <summary>What it asks for.</summary>
    public OperationKind Kind { get => (OperationKind)_kind; init => _kind = (byte)value; }

    /// <summary>The request, for strategies that must look into it; null where it is not at hand, as for a decision that is made again.</summary>
    internal InboundRequest? Request { get => _request; init => _request = value; }

    /// <summary>What its content shows, read once and only when asked for; null where nothing is to be had.</summary>
    internal RequestTraits? Traits => RequestReading.TraitsOf(Request);

    /// <summary>Lets go of the request once the decision is made: decisions are kept, and hold nothing of what was said.</summary>
    internal void Forget()
    {
        _request = null;
        _head = WithoutContent(_head);
    }

    /// <summary>Lets go of the configuration once the request has ended, all but what reports show.</summary>
    internal void Release()
    {
        _caller = CallerName;
        (_options, _weights, _route, _thermal, _prefixes) = (null, null, null, null, null);
    }

    /// <summary>How the operator wants it routed.</summary>
    public RoutingOptions Options { get => _options ?? RoutingOptions.Default; init => _options = value; }

    /// <summary>What counts how much under the strategy <c>scored</c>: as the operator has set it while Parley runs, else as configured.</summary>
    public ScoreWeights Weights { get => _weights ?? Options.Weights; init => _weights = value; }

    /// <summary>The configured name that was asked for; null for others.</summary>
    public ModelRoute? Route { get => _route; init => _route = value; }

    /// <summary>Whether a name that was asked for confines its targets, so that filters need not look at each candidate where none does.</summary>
    internal bool HasNameLimits { get; init; }

    /// <summary>False for a request that is only asked about.</summary>
    internal bool IsSent { get; init; } = true;

    /// <summary>How hard the request is, once somebody has looked; said beforehand where a decision is made again, since its content is not kept.</summary>
    internal double? KnownComplexity { get => double.IsNaN(_complexity) ? null : _complexity; set => _complexity = value ?? double.NaN; }

    /// <summary>Fingerprints of the beginnings of the prompt; null where they are of no interest.</summary>
    internal int[]? Prefixes { get => _prefixes; init => _prefixes = value; }

    /// <summary>Who has read the beginning of the prompt of late; null when nobody did.</summary>
    internal Warmth? Warm { get; init; }

    /// <summary>The backend that made what the request refers to, and knows it without being told; null for none.</summary>
    internal string? Maker { get; init; }

    /// <summary>What was learned, where the strategy asks for it: the learner's word on this one decision.</summary>
    internal AdaptiveAdvice? Advice { get; set; }

    /// <summary>What the caller asks besides.</summary>
    public RoutingWishes Wishes { get; init; } = RoutingWishes.None;

    /// <summary>What the caller asked before the efficiency mode had its say; null where that changed nothing.</summary>
    public RoutingWishes? Asked { get; init; }

    /// <summary>What the request was found to be about; null where the caller said it, and where nobody looked.</summary>
    public string? DetectedMediaType { get; internal set; }

    /// <summary>The efficiency mode that held; null for none.</summary>
    public EfficiencyChoice? Mode { get; init; }

    /// <summary>How hot local hardware may get; null where nothing is read.</summary>
    public ThermalOptions? Thermal { get => _thermal; init => _thermal = value; }

    /// <summary>The grams of carbon dioxide that a kilowatt-hour causes; null when not said.</summary>
    public double? GramsPerKilowattHour { get => double.IsNaN(_gramsPerKilowattHour) ? null : _gramsPerKilowattHour; init => _gramsPerKilowattHour = value ?? double.NaN; }

    /// <summary>Whose key it is; null when none is needed, and once the request has ended.</summary>
    public CallerKey? Caller { get => _caller as CallerKey; init => _caller = value; }

    /// <summary>The key's name; null when none is needed.</summary>
    internal string? CallerName => _caller as string ?? Caller?.Name;

    /// <summary>The start of all chance in this decision.</summary>
    public ulong Seed { get; init; }

    /// <summary>How many decisions were made for the same name before.</summary>
    public long Turn { get; init; }

    /// <summary>When it is made.</summary>
    public DateTimeOffset Now { get => new(_now, TimeSpan.Zero); init => _now = value.UtcTicks; }

    /// <summary>What a head holds besides slices of the body, which would keep its memory.</summary>
    private static RequestHead WithoutContent(RequestHead head) => head.Metadata.IsAbsent && head.StreamOptions.Echo is null ? head : new RequestHead
    {
        Model = head.Model,
        Fallbacks = head.Fallbacks,
        Stream = head.Stream,
        Needs = head.Needs,
        MaxTokens = head.MaxTokens,
        Inputs = head.Inputs,
        Documents = head.Documents,
        EstimatedInputTokens = head.EstimatedInputTokens,
    };
}
