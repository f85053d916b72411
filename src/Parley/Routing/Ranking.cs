namespace Parley.Routing;

/// <summary>What strategies that reckon have in common.</summary>
internal static class Ranking
{
    /// <summary>Sorts by score, the largest first; equal ones stay in the order of the configuration.</summary>
    public static void ByScore(Span<Candidate> candidates) => candidates.Sort(static (left, right) =>
        right.Score.CompareTo(left.Score) is not 0 and var order ? order : left.Place.CompareTo(right.Place));
}
