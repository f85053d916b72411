using Parley.Configuration;
using Parley.Providers;
using Parley.Resilience;

namespace Parley.Routing;

/// <summary>A target that a request may go to, with what was known of it when the decision was made. It is kept as it is, for explanations.</summary>
/// <param name="target">The target.</param>
/// <param name="place">Where it stood before it was ranked, from 0.</param>
public sealed class Candidate(Target target, int place)
{
    private Resolution? _origin;
    private readonly TargetFacts _facts;
    private object? _parts;
    // A number takes no more room here, a struct would.
    private readonly int _day;

    /// <summary>The target; once the request has ended, no more of its backend than reports show.</summary>
    public Target Target { get; private set; } = target;

    /// <summary>Where it stood before it was ranked, from 0.</summary>
    public int Place { get; } = place;

    /// <summary>The name that led here, and its policies; of several names that a request gives each leads to its own.</summary>
    internal Resolution? Origin { get => _origin; init => _origin = value; }

    /// <summary>What its attempts have shown.</summary>
    public TargetFacts Facts { get => _facts; init => _facts = value; }

    /// <summary>The same where it stands: a thousand of them are not copied for one value each.</summary>
    internal ref readonly TargetFacts Known => ref _facts;

    /// <summary>What its server says of the model.</summary>
    internal ModelFacts Model { get; init; } = ModelFacts.None;

    /// <summary>About how many tokens of the prompt it has read of late, so that it may have them in its cache.</summary>
    public int WarmTokens { get; internal set; }

    /// <summary>What the strategy made of it; the larger is the better. 0 where the strategy does not reckon.</summary>
    public double Score
    {
        get;
        set
        {
            field = value;
            IsScored = true;
        }
    }

    /// <summary>Whether the strategy made anything of it: 0 is a score like any other.</summary>
    internal bool IsScored { get; private set; }

    /// <summary>The parts of the score, by name; null where there are none.</summary>
    public IReadOnlyList<ScorePart>? Parts { get => _parts is ScoreTable table ? table.Of(Place) : (IReadOnlyList<ScorePart>?)_parts; set => _parts = value; }

    /// <summary>The table of parts that it has a row of, by its place.</summary>
    internal ScoreTable Table { set => _parts = value; }

    /// <summary>The filter that left it out, or put it behind the others; null when none did.</summary>
    public string? RefusedBy => Refused?.By;

    /// <summary>Why, as a sentence for people; null when no filter did.</summary>
    public string? Refusal => Refused?.Why;

    /// <summary>Who left it out and why; null when nobody did.</summary>
    internal Refused? Refused { get; set; }

    /// <summary>The tokens that fit into the model; null when nobody says.</summary>
    public long? ContextWindow => Model.ContextWindow ?? Target.WindowOn(Day);

    /// <summary>The most tokens of an answer; null when nobody says.</summary>
    internal long? MaxOutput => Target.PricedOn(Day).Row?.MaxOutput ?? Model.MaxOutput ?? Target.PricedOn(Day).Facts?.MaxOutput;

    /// <summary>The day of the decision, for which prices are looked up.</summary>
    internal DateOnly Day { get => DateOnly.FromDayNumber(_day); init => _day = value.DayNumber; }

    /// <summary>What it costs, in full: as the operator says, else the provider's list, else the book; null when unknown, which is not free.</summary>
    public PriceRow? PriceRow => Target.PricedOn(Day).Row is { Origin: PriceOrigin.Operator } said ? said : Model.PriceRow ?? Target.PricedOn(Day).Row;

    /// <summary>The rates of it that are compared; null when unknown.</summary>
    public TokenPrice? Price => Target.Backend.Price ?? PriceRow?.Summary;

    /// <summary>The same for a prompt of so many tokens.</summary>
    internal TokenPrice? PriceFor(long inputTokens) => Target.Backend.Price ?? PriceRow?.SummaryOf(inputTokens);

    /// <summary>The time to its first event in milliseconds, measured or else as the operator expects it; null when neither is known.</summary>
    public double? LatencyMs => _facts.FirstEventMs ?? Target.Backend.TypicalLatency?.TotalMilliseconds;

    /// <summary>The watts that it draws, as the operator expects them under load, or else as they were measured; null when unknown, which remote backends always are.</summary>
    public double? PowerWatts => Target.Backend.PowerWatts ?? _facts.Hardware?.Readings.Watts;

    /// <summary>Lets go of the configuration, which the decision outlives.</summary>
    internal void Release() => (Target, _origin) = (Target.Outline, null);

    /// <summary>How large the model is in gigabytes, after its server or else its name; null when neither says it.</summary>
    public double? SizeGB => Model.SizeGB ?? Estimates.ModelSize.Gigabytes(Target.Model);
}

/// <summary>What a filter said against a candidate.</summary>
/// <param name="By">The filter.</param>
/// <param name="Why">Why, as a sentence for people.</param>
internal sealed record Refused(string By, string Why);

/// <summary>A part of a score.</summary>
/// <param name="Name">What it stands for: <c>cost</c>, <c>latency</c>.</param>
/// <param name="Value">What it adds.</param>
public readonly record struct ScorePart(string Name, double Value);
