namespace Parley.Routing.Adaptive;

/// <summary>One ridge regression: its factored normal equations, and the solutions for rewards and for costs. Not thread-safe.</summary>
internal sealed class Regression
{
    private readonly double[] _factor = new double[Cholesky.Size(RequestFeatures.Count)];
    private readonly double[] _scratch = new double[RequestFeatures.Count];

    /// <summary>The right side, then the solution, for rewards.</summary>
    public double[] Reward { get; } = new double[RequestFeatures.Count];

    /// <summary>The right side, then the solution, for costs.</summary>
    public double[] Cost { get; } = new double[RequestFeatures.Count];

    /// <summary>Begins with the ridges alone.</summary>
    public void Reset(double meanRidge, double featureRidge)
    {
        Array.Clear(_factor);
        Array.Clear(Reward);
        Array.Clear(Cost);
        for (var i = 0; i < RequestFeatures.Count; i++)
            _factor[Cholesky.At(i, i)] = i == 0 ? meanRidge : featureRidge;
    }

    /// <summary>Adds what an arm has seen, as far as its means do not say it.</summary>
    /// <param name="sums">What the arm has seen.</param>
    /// <param name="meanReward">Its mean reward.</param>
    /// <param name="meanCost">Its mean cost, the unit of costs.</param>
    public void Add(ArmSums sums, double meanReward, double meanCost)
    {
        var unit = meanCost > 0 ? 1 / meanCost : 0;
        for (var i = 0; i < _factor.Length; i++)
            _factor[i] += sums.Precision[i];
        for (var i = 0; i < RequestFeatures.Count; i++)
        {
            var times = sums.Precision[Cholesky.At(i, 0)];
            Reward[i] += sums.RewardBy[i] - (meanReward * times);
            Cost[i] += unit > 0 ? (sums.CostBy[i] * unit) - times : 0;
        }
    }

    /// <summary>Takes away what another regression explains of what an arm has seen.</summary>
    public void Subtract(Regression other, ArmSums sums)
    {
        for (var i = 0; i < RequestFeatures.Count; i++)
        {
            for (var j = 0; j < RequestFeatures.Count; j++)
            {
                var times = sums.Precision[i >= j ? Cholesky.At(i, j) : Cholesky.At(j, i)];
                Reward[i] -= times * other.Reward[j];
                Cost[i] -= times * other.Cost[j];
            }
        }
    }

    /// <summary>Solves it.</summary>
    public void Solve()
    {
        Cholesky.Factor(_factor, RequestFeatures.Count);
        Cholesky.Forward(_factor, Reward);
        Cholesky.Backward(_factor, Reward);
        Cholesky.Forward(_factor, Cost);
        Cholesky.Backward(_factor, Cost);
    }

    /// <summary>How little is known of a request: the standard deviation of its expectation as a part of the noise's.</summary>
    public double Doubt(ReadOnlySpan<int> features)
    {
        Array.Clear(_scratch);
        foreach (var feature in features)
            _scratch[feature] = 1;
        Cholesky.Forward(_factor, _scratch);
        var sum = 0.0;
        foreach (var value in _scratch)
            sum += value * value;
        return Math.Sqrt(sum);
    }
}
