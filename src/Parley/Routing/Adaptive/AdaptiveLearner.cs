namespace Parley.Routing.Adaptive;

/// <summary>
/// A contextual bandit under a budget: it chooses an arm for a request from what settled requests taught, and only the chosen arm teaches it anything.
/// The same seed and the same settlements in the same order give the same choices; it has no clock. Not thread-safe.
/// </summary>
internal sealed class AdaptiveLearner
{
    // How many requests' worth of exploring may be made up for at once.
    private const double MostCredit = 5;
    // What a reward's noise is taken for before it is measured, and how many observations that is worth.
    private const double FirstVariance = 0.04;
    private const double FirstWeight = 5;
    // At first there is much to learn: about so many tries are shared out over the first requests, fewer and fewer.
    private const double EarlyTries = 40;
    private const double EarlyRequests = 100;
    private const double MostEarly = 0.3;
    // An arm must be known by so many observations before what it does can be unexpected.
    private const double Settled = 20;
    // After so many requests, optimism is half of what it was.
    private const double CoolsWithin = 250;

    private readonly AdaptiveOptions _options;
    private readonly ArmSet _arms;
    private readonly BudgetPacer _pacer;
    private readonly SeededRandom _random;
    private long _step;
    private long _changedAt;
    private double _credit;
    private double _noise;
    private double _noiseWeight;
    private double _reserved;

    /// <summary>Begins, with nothing or with what was learned.</summary>
    /// <param name="arms">The arms' names, at least one.</param>
    /// <param name="options">How it learns and spends.</param>
    /// <param name="state">What was learned; arms that it does not know begin with nothing.</param>
    public AdaptiveLearner(IReadOnlyList<string> arms, AdaptiveOptions options, AdaptiveState? state = null)
    {
        _options = options;
        _pacer = new BudgetPacer(options.Ceiling);
        _random = new SeededRandom(state?.Random ?? options.Seed);
        _arms = new ArmSet(
            [.. arms.Select(name => new ArmModel(name, options.Priors.GetValueOrDefault(name)) { Sums = state?.Arms.GetValueOrDefault(name)?.Copy() ?? ArmSums.Empty() })],
            options.Discount);
        if (state is null)
            return;
        (_step, _changedAt, _credit, _noise, _noiseWeight) = (state.Step, state.ChangedAt, state.Credit, state.Noise, state.NoiseWeight);
        _pacer.Restore(state.Balance, state.Price, state.Recent);
    }

    /// <summary>What a request may use of the savings, and how dear money is: for those who want to know why.</summary>
    public (double Balance, PriceRange Price) Budget => (_pacer.Balance, _pacer.Price);

    /// <summary>All that has to be kept to go on from here. Whoever goes on from it chooses as this one does.</summary>
    public AdaptiveState Save()
    {
        _arms.Invalidate();
        _pacer.Invalidate();
        return State();
    }

    private AdaptiveState State() => new()
    {
        Random = _random.State,
        Step = _step,
        ChangedAt = _changedAt,
        Credit = _credit,
        Noise = _noise,
        NoiseWeight = _noiseWeight,
        Balance = _pacer.Balance,
        Price = _pacer.Price,
        Recent = [.. _pacer.Recent],
        Arms = _arms.All.ToDictionary(static arm => arm.Name, static arm => arm.Sums.Copy()),
    };

    /// <summary>Chooses an arm. Every choice is settled once, or given up.</summary>
    /// <param name="request">What the request shows.</param>
    /// <param name="allowed">Which arms may be chosen, one at least; null for all.</param>
    public AdaptiveChoice Choose(in RequestTraits request, bool[]? allowed = null)
    {
        var features = RequestFeatures.Of(request);
        var expected = Expect(features);
        _pacer.See(features, _arms.All);
        _credit = Math.Min(MostCredit, _credit + ExploreShare);
        var money = _pacer.PriceNow(_random);
        var chosen = FirstTry(expected, allowed) ?? Weigh(features, expected, allowed, money);
        _reserved += expected[chosen].Cost;
        return new AdaptiveChoice(chosen, features, expected) { MoneyPrice = money };
    }

    /// <summary>What it would choose if it had no mind to try anything. Changes nothing, and is not settled.</summary>
    /// <param name="request">What the request shows.</param>
    /// <param name="allowed">Which arms may be chosen, one at least.</param>
    public AdaptiveChoice Preview(in RequestTraits request, bool[] allowed)
    {
        var features = RequestFeatures.Of(request);
        var expected = Expect(features);
        var money = _pacer.Price.High;
        var best = -1;
        for (var i = 0; i < expected.Count; i++)
        {
            if (allowed[i] && (best < 0 || expected[i].Hope - (money * expected[i].Cost) > expected[best].Hope - (money * expected[best].Cost)))
                best = i;
        }
        return new AdaptiveChoice(best, features, expected) { MoneyPrice = money };
    }

    /// <summary>Learns from a settled request.</summary>
    /// <param name="choice">What was chosen.</param>
    /// <param name="reward">How good the answer was, from 0 to 1.</param>
    /// <param name="cost">What it did cost.</param>
    public void Settle(AdaptiveChoice choice, double reward, double cost)
    {
        GiveUp(choice, cost);
        _step++;
        _arms.Learn(choice.Arm, choice.Features, reward, cost, _step);
        var miss = reward - choice.Expected.Reward;
        Watch(choice.Arm, miss / Deviation);
        _noise = (_noise * _options.Discount) + (miss * miss);
        _noiseWeight = (_noiseWeight * _options.Discount) + 1;
    }

    /// <summary>Learns from an arm that had to stand in for the chosen one.</summary>
    public void Teach(int arm, int[] features, double reward, double cost)
    {
        _pacer.Spend(cost);
        _step++;
        _arms.Learn(arm, features, reward, cost, _step);
    }

    /// <summary>Learns that an answer was worth more or less than it was settled for.</summary>
    public void Correct(int arm, int[] features, double difference)
    {
        _arms.Correct(arm, features, difference);
        _arms.All[arm].Sums.Watch.Correct(difference / Deviation);
    }

    /// <summary>Books a further attempt that teaches nothing.</summary>
    public void Spend(double cost) => _pacer.Spend(cost);

    /// <summary>Books a request that teaches nothing, since it failed or nobody judged it.</summary>
    public void GiveUp(AdaptiveChoice choice, double cost)
    {
        _reserved = Math.Max(0, _reserved - choice.Expected.Cost);
        _pacer.Book(cost);
    }

    /// <summary>Where an arm has changed, others may have too: it looks around as it did in the beginning.</summary>
    private void Watch(int arm, double miss)
    {
        var sums = _arms.All[arm].Sums;
        if (sums.Weight < Settled || !sums.Watch.See(miss))
            return;
        _arms.Doubt(arm, _step);
        _pacer.Invalidate();
        _changedAt = _step;
    }

    /// <summary>An arm of which nothing is known, while nothing is owed that a known one could save.</summary>
    private int? FirstTry(List<Expectation> expected, bool[]? allowed)
    {
        var unknown = new List<int>();
        var cheapest = double.PositiveInfinity;
        for (var i = 0; i < _arms.All.Count; i++)
        {
            if (allowed?[i] == false)
                continue;
            if (_arms.All[i].IsUnknown)
                unknown.Add(i);
            else
                cheapest = Math.Min(cheapest, expected[i].Cost);
        }
        var owes = _pacer.Balance < 0 && _pacer.Affords(cheapest);
        return unknown.Count == 0 || owes ? null : unknown[_random.Below(unknown.Count)];
    }

    private double ExploreShare => Math.Max(_options.ExploreShare, Math.Min(_options.ExploreShare > 0 ? MostEarly : 0, EarlyTries / (EarlyRequests + _step - _changedAt)));

    /// <summary>How many requests are remembered since the last change, at most as many as discounting leaves.</summary>
    private double Remembered => _options.Discount < 1 ? Math.Min(_step - _changedAt, 1 / (1 - _options.Discount)) : _step - _changedAt;

    /// <summary>How much the reward of one request differs from what was expected, in one standard deviation.</summary>
    private double Deviation => Math.Sqrt((_noise + (FirstVariance * FirstWeight)) / (_noiseWeight + FirstWeight));

    private List<Expectation> Expect(int[] features)
    {
        _arms.Prepare(_step, _options.Optimism * Deviation / (1 + (Remembered / CoolsWithin)));
        return [.. _arms.All.Select(arm => arm.Expect(features))];
    }

    private int Weigh(int[] features, List<Expectation> expected, bool[]? allowed, double money)
    {
        var deviation = _options.Boldness * Deviation;
        int best = -1, sampled = -1;
        double bestWorth = 0, sampledWorth = 0;
        var cheapest = expected.Where((_, arm) => allowed?[arm] != false && !_arms.All[arm].IsUnknown).Min(static one => one.Cost);
        for (var i = 0; i < expected.Count; i++)
        {
            var reward = Math.Min(1, expected[i].Hope + (deviation * _arms.All[i].Doubt(features) * _random.NextNormal()));
            if (allowed?[i] == false || _arms.All[i].IsUnknown || (expected[i].Cost > cheapest && !_pacer.Affords(expected[i].Cost + _reserved)))
                continue;
            var price = money * expected[i].Cost;
            if (best < 0 || expected[i].Hope - price > bestWorth)
                (best, bestWorth) = (i, expected[i].Hope - price);
            if (sampled < 0 || reward - price > sampledWorth)
                (sampled, sampledWorth) = (i, reward - price);
        }
        if (sampled == best || _credit < 1)
            return best;
        _credit--;
        return sampled;
    }
}

/// <summary>What was chosen for a request.</summary>
/// <param name="Arm">The arm, by its place in the list.</param>
/// <param name="Features">The request's features.</param>
/// <param name="All">What was expected of every arm.</param>
internal sealed record AdaptiveChoice(int Arm, int[] Features, IReadOnlyList<Expectation> All)
{
    /// <summary>What was expected of the chosen one.</summary>
    public Expectation Expected => All[Arm];

    /// <summary>How much reward a unit of cost had to bring.</summary>
    public double MoneyPrice { get; init; }
}
