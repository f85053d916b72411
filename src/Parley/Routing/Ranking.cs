using System.Buffers;
using System.Runtime.InteropServices;

namespace Parley.Routing;

/// <summary>What strategies that reckon have in common.</summary>
internal static class Ranking
{
    /// <summary>Up to so many are sorted in their place; it is quicker and needs no memory.</summary>
    private const int Few = 24;

    /// <summary>Sorts by score, the largest first; equal ones stay in the order that they came in.</summary>
    public static void ByScore(Span<Candidate> candidates)
    {
        if (candidates.Length > Few)
        {
            SortMany(candidates);
            return;
        }
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
        var first = (int)((ulong)turn % (ulong)candidates.Length);
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
    private static void SortMany(Span<Candidate> candidates)
    {
        var keys = ArrayPool<Key>.Shared.Rent(candidates.Length);
        var before = ArrayPool<Candidate>.Shared.Rent(candidates.Length);
        candidates.CopyTo(before);
        for (var i = 0; i < candidates.Length; i++)
            keys[i] = new Key(candidates[i].Score, i);
        keys.AsSpan(0, candidates.Length).Sort();
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] = before[keys[i].Place];
        ArrayPool<Candidate>.Shared.Return(before, clearArray: true);
        ArrayPool<Key>.Shared.Return(keys);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(double Score, int Place) : IComparable<Key>
    {
        public int CompareTo(Key other) => Score > other.Score ? -1 : Score < other.Score ? 1 : Place - other.Place;
    }
}
