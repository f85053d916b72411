using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Pipeline.Guards;

/// <summary>What is looked for, and what is done about it.</summary>
/// <param name="Name">What it is called: <c>credit_card</c>.</param>
/// <param name="Action">What is done.</param>
/// <param name="Find">Finds it.</param>
/// <param name="IsOwn">Whether it is the operator's own, of which nobody knows what characters it is made of.</param>
internal sealed record Detector(string Name, GuardAction Action, Finder Find, bool IsOwn = false);

/// <summary>Something of a kind that was found.</summary>
/// <param name="Where">Where it stands.</param>
/// <param name="Detector">Who found it.</param>
internal readonly record struct Finding(Found Where, Detector Detector)
{
    /// <summary>All that several find in a text, in order and apart: of two that overlap the one that begins first, then the longer, then the one that is asked first. Behind it all look anew.</summary>
    /// <param name="detectors">Who looks.</param>
    /// <param name="text">The text.</param>
    /// <param name="from">Where to begin.</param>
    public static List<Finding> All(ImmutableArray<Detector> detectors, string text, int from = 0)
    {
        var all = new List<Finding>();
        var next = new List<Ahead>(detectors.Length);
        foreach (var detector in detectors)
            next.Add(new Ahead(detector, text, from));
        while (true)
        {
            Ahead? first = null;
            foreach (var one in next)
            {
                if (one.At(from) is { } found && (first is null || found.Start < first.Found!.Value.Start || (found.Start == first.Found.Value.Start && found.Length > first.Found.Value.Length)))
                    first = one;
            }
            if (first is null)
                return all;
            all.Add(new Finding(first.Found!.Value, first.Detector));
            from = first.Found.Value.End;
        }
    }

    /// <summary>What one detector finds next.</summary>
    private sealed class Ahead(Detector detector, string text, int from)
    {
        private IEnumerator<Found> _all = detector.Find(text, from).GetEnumerator();
        private bool _isOpen = true;

        public Detector Detector => detector;

        public Found? Found { get; private set; }

        /// <summary>The first that begins at a place or behind it.</summary>
        public Found? At(int place)
        {
            if (Found is { } known && known.Start >= place || !_isOpen)
                return Found;
            // What reaches over the place was somebody else's in part: the rest of it may be something of its own.
            if (Found is { } before && before.End > place)
                _all = detector.Find(text, place).GetEnumerator();
            _isOpen = _all.MoveNext();
            while (_isOpen && _all.Current.Start < place)
            {
                if (_all.Current.End > place)
                    _all = detector.Find(text, place).GetEnumerator();
                _isOpen = _all.MoveNext();
            }
            return Found = _isOpen ? _all.Current : null;
        }
    }
}
