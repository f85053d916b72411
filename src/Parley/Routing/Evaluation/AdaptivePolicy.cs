using Parley.Routing.Adaptive;

namespace Parley.Routing.Evaluation;

/// <summary>The adaptive strategy on a table.</summary>
/// <param name="arms">The arms' names.</param>
/// <param name="options">How it learns and spends.</param>
/// <param name="state">What it begins with; null for nothing.</param>
internal sealed class AdaptivePolicy(IReadOnlyList<string> arms, AdaptiveOptions options, AdaptiveState? state) : ITablePolicy
{
    private readonly AdaptiveLearner _learner = new(arms, options, state);
    private AdaptiveChoice? _last;

    /// <summary>What it has learned.</summary>
    public AdaptiveState Save() => _learner.Save();

    /// <inheritdoc/>
    public int Choose(string prompt) => (_last = _learner.Choose(new RequestTraits(prompt))).Arm;

    /// <inheritdoc/>
    public void Settle(double reward, double cost) => _learner.Settle(_last!, reward, cost);
}
