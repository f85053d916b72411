namespace Parley.Routing;

/// <summary>Says which target comes first. Pure: the same context and candidates give the same order, so that a decision can be replayed. Thread-safe.</summary>
public interface IRoutingStrategy
{
    /// <summary>Its name in configurations.</summary>
    string Name { get; }

    /// <summary>Puts the candidates into order, best first, and notes what it reckoned on each.</summary>
    /// <param name="context">What is asked.</param>
    /// <param name="candidates">Two or more that passed all filters, in the order that the name leads to them.</param>
    void Rank(RoutingContext context, Span<Candidate> candidates);
}
