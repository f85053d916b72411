namespace Parley.Pipeline.Guards;

/// <summary>Something that was found in a text.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal readonly record struct Found(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Finds one kind of thing in texts. Thread-safe.</summary>
/// <param name="text">The text.</param>
/// <param name="from">Where to begin; what stands before only says whether a word begins there.</param>
internal delegate IEnumerable<Found> Finder(string text, int from);
