namespace Parley.Routing;

/// <summary>The parts of the scores of many candidates, in one block: a list for each would cost more than to reckon them.</summary>
/// <param name="names">What the parts stand for.</param>
/// <param name="rows">For how many places.</param>
internal sealed class ScoreTable(string[] names, int rows)
{
    // Whoever has no row is not asked for it.
    private readonly double[] _values = GC.AllocateUninitializedArray<double>(names.Length * rows);

    /// <summary>The values of a place, in the order of the names.</summary>
    public Span<double> this[int place] => _values.AsSpan(place * names.Length, names.Length);

    /// <summary>The parts of a place.</summary>
    public IReadOnlyList<ScorePart> Of(int place)
    {
        var parts = new ScorePart[names.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = new ScorePart(names[i], this[place][i]);
        return parts;
    }
}
