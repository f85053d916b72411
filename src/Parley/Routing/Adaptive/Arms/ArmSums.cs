namespace Parley.Routing.Adaptive;

/// <summary>The discounted sums of what an arm's settled requests taught: all that has to be kept.</summary>
internal sealed record ArmSums
{
    /// <summary>Up to which step they are discounted.</summary>
    public long Step { get; set; }

    /// <summary>The step of the last observation.</summary>
    public long SeenAt { get; set; }

    /// <summary>Looks out for changes.</summary>
    public ChangeWatch Watch { get; set; } = new();

    /// <summary>How many observations.</summary>
    public double Weight { get; set; }

    /// <summary>The rewards.</summary>
    public double Reward { get; set; }

    /// <summary>The costs.</summary>
    public double Cost { get; set; }

    /// <summary>How often two features were there together: a triangle, see <see cref="Cholesky"/>. Its first column says how often each was there.</summary>
    public required double[] Precision { get; init; }

    /// <summary>The rewards by feature.</summary>
    public required double[] RewardBy { get; init; }

    /// <summary>The costs by feature.</summary>
    public required double[] CostBy { get; init; }

    /// <summary>Nothing seen.</summary>
    public static ArmSums Empty() => new()
    {
        Precision = new double[Cholesky.Size(RequestFeatures.Count)],
        RewardBy = new double[RequestFeatures.Count],
        CostBy = new double[RequestFeatures.Count],
    };

    /// <summary>A copy that changes by itself.</summary>
    public ArmSums Copy() => this with { Precision = [.. Precision], RewardBy = [.. RewardBy], CostBy = [.. CostBy], Watch = Watch with { } };

    /// <summary>Discounts what was seen before a step.</summary>
    public void Age(long step, double discount)
    {
        if (step <= Step)
            return;
        Scale(Math.Pow(discount, step - Step));
        Step = step;
    }

    /// <summary>Keeps the means, but lets them count for no more than so many observations.</summary>
    public void Forget(double most)
    {
        if (Weight > most)
            Scale(most / Weight);
    }

    /// <summary>Adds an observation. The features are ascending.</summary>
    public void Add(ReadOnlySpan<int> features, double reward, double cost)
    {
        Weight++;
        Reward += reward;
        Cost += cost;
        for (var i = 0; i < features.Length; i++)
        {
            RewardBy[features[i]] += reward;
            CostBy[features[i]] += cost;
            for (var j = 0; j <= i; j++)
                Precision[Cholesky.At(features[i], features[j])]++;
        }
    }

    /// <summary>Changes the reward of an observation that is among these.</summary>
    public void Correct(ReadOnlySpan<int> features, double difference)
    {
        Reward += difference;
        foreach (var feature in features)
            RewardBy[feature] += difference;
    }

    private void Scale(double factor)
    {
        Weight *= factor;
        Reward *= factor;
        Cost *= factor;
        Scale(Precision, factor);
        Scale(RewardBy, factor);
        Scale(CostBy, factor);
    }

    private static void Scale(double[] values, double factor)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] *= factor;
    }
}
