namespace Parley.Routing.Adaptive;

/// <summary>The arms and what they have in common. Not thread-safe.</summary>
/// <param name="arms">The arms.</param>
/// <param name="discount">What an observation is worth after one more.</param>
internal sealed class ArmSet(IReadOnlyList<ArmModel> arms, double discount)
{
    private const double CommonRidge = 8;
    // What many observations taught changes little with one more: all is solved again only after some, at first after each.
    private const long MostBetween = 16;
    // What was seen before a change counts for so many observations; who was seen since so many requests is known as well as before.
    private const double Doubted = 3;
    private const long LongUnseen = 30;

    private readonly Regression _common = new();
    private long _solvedAt = -1;
    private readonly bool[] _stale = new bool[arms.Count];

    /// <summary>The arms.</summary>
    public IReadOnlyList<ArmModel> All => arms;

    /// <summary>Adds what a settled request taught.</summary>
    public void Learn(int arm, ReadOnlySpan<int> features, double reward, double cost, long step)
    {
        arms[arm].Sums.Age(step, discount);
        arms[arm].Sums.Add(features, reward, cost);
        arms[arm].Sums.SeenAt = step;
        _stale[arm] = true;
    }

    /// <summary>Corrects the reward of an observation that was added before. What discounting has taken of it is not made up for.</summary>
    public void Correct(int arm, ReadOnlySpan<int> features, double difference)
    {
        arms[arm].Sums.Correct(features, difference);
        _stale[arm] = true;
    }

    /// <summary>An arm has changed: what was seen of it before says little, and what was long not seen of others may not hold any more either.</summary>
    public void Doubt(int changed, long step)
    {
        for (var i = 0; i < arms.Count; i++)
        {
            if (i == changed || step - arms[i].Sums.SeenAt > LongUnseen)
                arms[i].Sums.Forget(Doubted);
        }
        Invalidate();
    }

    /// <summary>Solves all again before the next expectation.</summary>
    public void Invalidate() => _solvedAt = -1;

    /// <summary>Makes the arms ready to expect.</summary>
    /// <param name="bonus">How much an arm's mean may be better than it was seen, with one observation.</param>
    public void Prepare(long step, double bonus)
    {
        if (_solvedAt < 0 || step - _solvedAt >= Math.Min(MostBetween, 1 + (_solvedAt / 16)))
            SolveAll(step);
        for (var i = 0; i < arms.Count; i++)
        {
            if (!_stale[i])
                continue;
            arms[i].PrepareMeans(Pool());
            arms[i].Prepare(_common, bonus);
            _stale[i] = false;
        }
    }

    private void SolveAll(long step)
    {
        foreach (var arm in arms)
            arm.Sums.Age(step, discount);
        _common.Reset(1, CommonRidge);
        foreach (var arm in arms)
        {
            arm.PrepareMeans(Pool());
            _common.Add(arm.Sums, arm.MeanReward, arm.MeanCost);
        }
        _common.Solve();
        Array.Fill(_stale, true);
        _solvedAt = step;
    }

    /// <summary>The mean reward over all arms; a half before anything was seen.</summary>
    private double Pool()
    {
        double weight = 1, sum = 0.5;
        foreach (var arm in arms)
        {
            weight += arm.Sums.Weight;
            sum += arm.Sums.Reward;
        }
        return sum / weight;
    }
}
