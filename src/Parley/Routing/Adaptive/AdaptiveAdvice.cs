namespace Parley.Routing.Adaptive;

/// <summary>What was learned, as far as one decision needs it.</summary>
/// <param name="Chosen">Which candidate is to be the first.</param>
/// <param name="Expected">What is expected of each candidate that it was asked for.</param>
/// <param name="MoneyPrice">How much reward a unit of cost must bring.</param>
internal sealed record AdaptiveAdvice(Candidate Chosen, IReadOnlyDictionary<Candidate, Expectation> Expected, double MoneyPrice)
{
    /// <summary>What is to be settled when the request has ended; null for a decision that is only asked about.</summary>
    public AdaptiveLesson? Lesson { get; init; }
}

/// <summary>What one request can teach the learner of its name. Settled once; what a caller says of the answer afterwards corrects it.</summary>
/// <param name="Learner">Who learns.</param>
/// <param name="Choice">What was chosen.</param>
internal sealed record AdaptiveLesson(AdaptiveRoute Learner, AdaptiveChoice Choice)
{
    /// <summary>Who answered, and what the answer was taken to be worth; null while the request runs, and where nobody answered.</summary>
    public (int Arm, double Reward)? Answer { get; set; }
}
