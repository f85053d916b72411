using System.Buffers;

namespace Parley.Routing;

/// <summary>What strategies that reckon have in common.</summary>
internal static class Ranking
{
    /// <summary>Up to so many are sorted in their place; it is quicker and needs no memory.</summary>
    private const int Few = 24;

    /// <summary>Sorts by score, the largest first; equal ones stay in the order that they came in, or take turns.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="turn">How many were the first of equal ones before.</param>
    public static void ByScore(Span<Candidate> candidates, long turn = 0)
    {
        if (candidates.Length > Few)
        {
            SortMany(candidates, FirstOf(candidates, turn));
            return;
        }
        Rotate(candidates, turn);
        for (var i = 1; i < candidates.Length; i++)
        {
            var moved = candidates[i];
            var at = i;
            for (; at > 0 && candidates[at - 1].Score.CompareTo(moved.Score) < 0; at--)
                candidates[at] = candidates[at - 1];
            candidates[at] = moved;
        }
    }

    /// <summary>Lets another be the first; those before it follow the last.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="turn">How many were the first before.</param>
    public static void Rotate(Span<Candidate> candidates, long turn)
    {
        var first = FirstOf(candidates, turn);
        if (first == 0)
            return;
        candidates[..first].Reverse();
        candidates[first..].Reverse();
        candidates.Reverse();
    }

    /// <summary>Brings one to the front; the others keep their order.</summary>
    public static void MoveToFront(Span<Candidate> candidates, int index)
    {
        var first = candidates[index];
        candidates[..index].CopyTo(candidates[1..]);
        candidates[0] = first;
    }

    /// <summary>Sorts small keys instead of the candidates, which lie all over the memory.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="first">Which of them is the first of equal ones.</param>
    private static void SortMany(Span<Candidate> candidates, int first)
    {
        var count = candidates.Length;
        var keys = ArrayPool<double>.Shared.Rent(count);
        var places = ArrayPool<int>.Shared.Rent(count);
        var before = ArrayPool<Candidate>.Shared.Rent(count);
        candidates[first..].CopyTo(before);
        candidates[..first].CopyTo(before.AsSpan(count - first));
        for (var i = 0; i < count; i++)
            (keys[i], places[i]) = (double.IsNaN(before[i].Score) ? double.PositiveInfinity : -before[i].Score, i);
        keys.AsSpan(0, count).Sort(places.AsSpan(0, count));
        KeepOrder(keys.AsSpan(0, count), places.AsSpan(0, count));
        for (var i = 0; i < count; i++)
            candidates[i] = before[places[i]];
        ArrayPool<Candidate>.Shared.Return(before, clearArray: true);
        ArrayPool<int>.Shared.Return(places);
        ArrayPool<double>.Shared.Return(keys);
    }

    private static int FirstOf(ReadOnlySpan<Candidate> candidates, long turn) => (int)((ulong)turn % (ulong)candidates.Length);

    /// <summary>Brings the places of equal keys back into the order that they came in.</summary>
    private static void KeepOrder(ReadOnlySpan<double> keys, Span<int> places)
    {
        for (var start = 0; start < keys.Length;)
        {
            var end = start + 1;
            while (end < keys.Length && keys[end].Equals(keys[start]))
                end++;
            if (end - start > 1)
                places[start..end].Sort();
            start = end;
        }
    }
}
