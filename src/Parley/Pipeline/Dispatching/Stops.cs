using System.Collections;
using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>The targets of an exchange in the order in which they are asked. A fault may take some out that would not help, and add those that the operator has configured for it.</summary>
internal sealed class Stops : IEnumerable<Stop>
{
    private readonly List<Stop> _stops;

    /// <summary>Begins where the first has been asked.</summary>
    public Stops(IReadOnlyList<Candidate> ranked)
    {
        _stops = [.. ranked.Select(static candidate => new Stop(candidate))];
        _stops[0].Take();
    }

    /// <summary>The next that was not asked yet; null when all were.</summary>
    public Stop? Untried => _stops.Find(static stop => stop.Tries == 0);

    /// <summary>True when nobody is left who was not asked, but for those without room.</summary>
    public bool IsLast => !_stops.Exists(static stop => stop is { Tries: 0, IsPutOff: false });

    /// <summary>The one of a candidate.</summary>
    public Stop Of(Candidate candidate) => _stops.Find(stop => ReferenceEquals(stop.Candidate, candidate))!;

    /// <summary>Puts one behind all others, to be asked once more then.</summary>
    public void PutOff(Stop stop)
    {
        stop.PutOff();
        _stops.Remove(stop);
        _stops.Add(stop);
    }

    /// <summary>Of those that were not asked, keeps only such as may help; what was configured for a fault stays.</summary>
    public void Keep(Predicate<Candidate> mayHelp) => _stops.RemoveAll(stop => stop.Tries == 0 && !stop.IsFallback && !mayHelp(stop.Candidate));

    /// <summary>Those of targets that are not among these yet.</summary>
    public ImmutableArray<Target> New(ImmutableArray<Target> targets) => [.. targets.Where(target => !_stops.Exists(stop => stop.Candidate.Target.Equals(target)))];

    /// <summary>Adds targets that were configured for a fault, before those without room.</summary>
    public void Add(IEnumerable<Candidate> fallbacks)
    {
        var end = _stops.FindIndex(static stop => stop.IsPutOff);
        _stops.InsertRange(end < 0 ? _stops.Count : end, fallbacks.Select(static candidate => new Stop(candidate) { IsFallback = true }));
    }

    public IEnumerator<Stop> GetEnumerator() => _stops.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
