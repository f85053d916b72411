using System.Collections.Immutable;
using System.Globalization;
using Parley.Configuration;
using Parley.Routing.Strategies;

namespace Parley.Routing;

/// <summary>Where a request goes, and why. Immutable once made.</summary>
/// <param name="Context">What it depended on.</param>
/// <param name="Strategy">The strategy that ranked; empty where there was nothing to rank.</param>
/// <param name="Ranked">The targets to try, best first; at the end those that a filter only put behind the others.</param>
/// <param name="Refused">Those that a filter left out, with its reason.</param>
public sealed record RoutingDecision(RoutingContext Context, string Strategy, IReadOnlyList<Candidate> Ranked, IReadOnlyList<Candidate> Refused)
{
    private Asides? _asides;

    /// <summary>Filters that would have left nobody and were not followed, with the reason that they had for the first.</summary>
    public IReadOnlyList<string> Overruled
    {
        get => Aside.Overruled;
        init => _asides = value.Count == 0 && Aside.Overruled.Count == 0 ? _asides : Aside with { Overruled = value };
    }

    /// <summary>Names that the request gives besides others, and that lead nowhere.</summary>
    public ImmutableArray<string> Unknown
    {
        get => Aside.Unknown;
        init => _asides = value.IsDefaultOrEmpty && Aside.Unknown.IsEmpty ? _asides : Aside with { Unknown = value };
    }

    /// <summary>The name that was asked for and leads nowhere, so that the operator's substitute was taken; null where it does not.</summary>
    public string? InsteadOf
    {
        get => Aside.InsteadOf;
        init => _asides = value == Aside.InsteadOf ? _asides : Aside with { InsteadOf = value };
    }

    /// <summary>Targets that were looked at besides, each group for its own reason, in the order in which it came up.</summary>
    public ImmutableArray<FurtherDecision> Further
    {
        get => Aside.Further;
        init => _asides = value == Aside.Further ? _asides : Aside with { Further = value };
    }

    private Asides Aside => _asides ?? Asides.None;

    /// <summary>Why the conversation stays with the first, whatever the strategy says; null when the strategy has decided.</summary>
    public string? Affinity { get; init; }

    /// <summary>Among how many the strategy has made the first the first; 0 where it ranked the targets of a further name only.</summary>
    internal int Rivals { get; init; }

    /// <summary>Lets go of the configuration once the request has ended: of the last decisions hundreds are kept, and each would keep alive what a reload has replaced.</summary>
    internal void Release()
    {
        Context.Release();
        for (var i = 0; i < Ranked.Count; i++)
            Ranked[i].Release();
        for (var i = 0; i < Refused.Count; i++)
            Refused[i].Release();
        foreach (var further in Further)
            further.Decision.Release();
    }

    /// <summary>This decision, and one among further targets.</summary>
    internal RoutingDecision With(string key, RoutingDecision among) => this with { Further = Further.Add(new FurtherDecision(key, among)) };

    /// <summary>What was known of a target that could be asked; null for others.</summary>
    internal Candidate? CandidateOf(Target target)
    {
        foreach (var candidate in Ranked)
        {
            if (candidate.Target.IsSameAs(target))
                return candidate;
        }
        foreach (var further in Further)
        {
            if (further.Decision.CandidateOf(target) is { } known)
                return known;
        }
        return null;
    }

    /// <summary>In a few words, why the first is the first.</summary>
    public string Reason => Ranked switch
    {
        [] => "no target is left",
        [_] when Refused.Count == 0 => "the only target",
        [_] => $"the only target left of {Refused.Count + 1}",
        _ when Affinity is not null => Affinity,
        _ when Strategy.Length == 0 && Ranked.Any(static candidate => candidate.RefusedBy is not null) => $"the only one of {Ranked.Count} that nothing speaks against",
        _ when Strategy.Length == 0 => $"first of {Ranked.Count}, in the order of the request",
        _ when Rivals > 0 && RoutingStrategies.Find(Strategy) is IExplainedStrategy own => $"{Strategy}: {own.Explain(Context, Rivals == Ranked.Count ? Ranked : [.. Ranked.Take(Rivals)])}",
        [{ Parts: { Count: > 0 } parts } first, ..] => $"{Strategy}: {Number(first.Score)} of {string.Join(", ", parts.Select(static part => $"{part.Name} {Number(part.Value)}"))}",
        [{ Score: double.NegativeInfinity }, ..] => $"{Strategy}: first of {Ranked.Count}, for none of which it can be reckoned",
        [{ Score: not 0 } first, ..] => $"{Strategy}: {Number(first.Score)}",
        _ => $"{Strategy}: first of {Ranked.Count}",
    };

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
