namespace Parley.Routing.Adaptive;

/// <summary>
/// What is expected of one arm: its means, what all arms have in common by features, and what is its own by features.
/// Costs are learned as parts of the arm's mean cost. Not thread-safe.
/// </summary>
/// <param name="name">The arm's name.</param>
/// <param name="prior">What was believed beforehand; null for nothing.</param>
internal sealed class ArmModel(string name, ArmPrior? prior)
{
    // How many observations are needed to believe half of what they say: of the mean, of a feature.
    private const double MeanRidge = 1;
    private const double FeatureRidge = 20;
    // A request is never expected to cost less than this part of the mean: the regression is linear and could go below zero.
    private const double LeastCost = 0.1;

    private readonly Regression _own = new();
    private Regression? _common;
    private double _bonus;

    /// <summary>The arm's name.</summary>
    public string Name { get; } = name;

    /// <summary>What was seen, discounted.</summary>
    public ArmSums Sums { get; init; } = ArmSums.Empty();

    /// <summary>Whether nothing is known of what it costs.</summary>
    public bool IsUnknown => Sums.Weight <= 0 && prior?.Cost is null;

    /// <summary>The mean reward of its requests.</summary>
    public double MeanReward { get; private set; }

    /// <summary>What a request costs on average.</summary>
    public double MeanCost { get; private set; }

    /// <summary>Sets the means.</summary>
    /// <param name="pool">The mean reward over all arms, from which an unknown one is believed to differ little.</param>
    public void PrepareMeans(double pool)
    {
        var weight = prior?.Reward is null ? MeanRidge : prior.Weight;
        MeanReward = (Sums.Reward + (weight * (prior?.Reward ?? pool))) / (Sums.Weight + weight);
        weight = prior?.Cost is null ? 0 : prior.Weight;
        MeanCost = Sums.Weight + weight > 0 ? (Sums.Cost + (weight * (prior?.Cost ?? 0))) / (Sums.Weight + weight) : 0;
    }

    /// <summary>Makes it ready to expect.</summary>
    /// <param name="common">What all arms have in common.</param>
    /// <param name="bonus">How much the mean may be better than it was seen, with one observation.</param>
    public void Prepare(Regression common, double bonus)
    {
        _bonus = bonus / Math.Sqrt(1 + Sums.Weight);
        _common = common;
        _own.Reset(MeanRidge, FeatureRidge);
        _own.Add(Sums, MeanReward, MeanCost);
        _own.Subtract(common, Sums);
        _own.Solve();
    }

    /// <summary>What is expected of a request.</summary>
    public Expectation Expect(ReadOnlySpan<int> features)
    {
        double reward = MeanReward, cost = 1;
        foreach (var feature in features)
        {
            reward += _own.Reward[feature] + _common!.Reward[feature];
            cost += _own.Cost[feature] + _common.Cost[feature];
        }
        return new Expectation(Math.Clamp(reward, 0, 1), Math.Max(cost, LeastCost) * MeanCost, Math.Min(1, reward + _bonus));
    }

    /// <summary>How little is known of a request's reward: its standard deviation as a part of the noise's.</summary>
    public double Doubt(ReadOnlySpan<int> features) => _own.Doubt(features);
}

/// <summary>What is expected of an arm for one request.</summary>
/// <param name="Reward">How good the answer will be, from 0 to 1.</param>
/// <param name="Cost">What it will cost.</param>
/// <param name="Hope">How good it may be, as little as is known of the arm.</param>
internal readonly record struct Expectation(double Reward, double Cost, double Hope);
