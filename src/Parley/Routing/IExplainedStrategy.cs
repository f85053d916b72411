namespace Parley.Routing;

/// <summary>A strategy that says in words why the first is the first, where what it sorts by would tell people nothing.</summary>
internal interface IExplainedStrategy : IRoutingStrategy
{
    /// <summary>Why, with the values that mattered, as a sentence that goes on from the strategy's name. Says only what the candidates hold, since the configuration may be gone.</summary>
    /// <param name="context">What was asked.</param>
    /// <param name="ranked">The targets, best first.</param>
    string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked);

    /// <summary>Why one stands behind others with which it could not be compared; null for all else.</summary>
    /// <param name="ranked">The targets, best first.</param>
    /// <param name="index">Which of them.</param>
    string? Behind(IReadOnlyList<Candidate> ranked, int index) => null;
}
