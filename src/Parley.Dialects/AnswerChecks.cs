using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>Whether there are as many vectors as texts.</summary>
internal static class VectorCount
{
    /// <summary>Demands it; <paramref name="asked"/> is 0 where nobody counted.</summary>
    /// <exception cref="WireFormatException">There are more or fewer.</exception>
    public static void Demand(int given, int asked)
    {
        if (asked > 0 && given != asked)
            throw new WireFormatException("", $"{asked} texts were answered with {given} vectors.");
    }
}

/// <summary>Whether an order of documents is one of those that were asked about.</summary>
internal static class RerankOrder
{
    /// <summary>Demands it; <paramref name="documents"/> is 0 where nobody counted.</summary>
    /// <exception cref="WireFormatException">A result is of no document, or two are of the same.</exception>
    public static void Demand(RerankReply reply, int documents)
    {
        var seen = new HashSet<int>(reply.Results.Count);
        foreach (var result in reply.Results)
        {
            if (result.Index < 0 || documents > 0 && result.Index >= documents)
                throw new WireFormatException("results", $"A result is of document {result.Index}, and there are {documents}.");
            if (!seen.Add(result.Index))
                throw new WireFormatException("results", $"Two results are of document {result.Index}.");
        }
    }
}
