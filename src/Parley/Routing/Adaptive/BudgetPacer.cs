namespace Parley.Routing.Adaptive;

/// <summary>
/// Keeps the mean cost under a ceiling. It saves what requests leave of it, allows no arm that costs more than is saved, and sets the price of money:
/// so much reward must a unit of cost bring that the requests of late would, together, cost what may be spent. Not thread-safe.
/// </summary>
/// <param name="ceiling">What a request may cost on average; null for no limit.</param>
internal sealed class BudgetPacer(double? ceiling)
{
    // So many requests of late stand for those to come.
    private const int Window = 256;
    // The price is set anew after so many requests.
    private const int Every = 8;
    // Savings that are not spent buy nothing, none at all leave no choice: so many ceilings are kept, and what differs is made up for within so many requests.
    private const double Reserve = 10;
    private const double Horizon = 100;
    // Savings beyond so many ceilings lapse: a quiet night must not pay for an unlimited morning.
    private const double MostSaved = 1000;

    private readonly Queue<int[]> _recent = new();
    private int _untilPrice;

    /// <summary>What is saved; below zero, what is owed.</summary>
    public double Balance { get; private set; }

    /// <summary>How much reward a unit of cost must bring. Where many requests are alike, all of them change arms at one price: there one of two prices is drawn, so that on the whole no more and no less is spent than may be.</summary>
    public PriceRange Price { get; private set; }

    /// <summary>The features of the requests of late, oldest first.</summary>
    public IReadOnlyCollection<int[]> Recent => _recent;

    /// <summary>Goes on from what was saved.</summary>
    public void Restore(double balance, PriceRange price, IEnumerable<int[]> recent)
    {
        (Balance, Price, _untilPrice) = (balance, price, 0);
        _recent.Clear();
        foreach (var features in recent)
            _recent.Enqueue(features);
    }

    /// <summary>Sets the price anew before the next choice.</summary>
    public void Invalidate() => _untilPrice = 0;

    /// <summary>The price for one request.</summary>
    public double PriceNow(SeededRandom random) => random.NextDouble() < Price.LowShare ? Price.Low : Price.High;

    /// <summary>Whether a cost may be spent now.</summary>
    public bool Affords(double cost) => ceiling is not { } limit || cost <= limit + Math.Max(0, Balance);

    /// <summary>Books what a request did cost.</summary>
    public void Book(double cost)
    {
        if (ceiling is { } limit)
            Balance = Math.Min(Balance + limit - cost, MostSaved * limit);
    }

    /// <summary>Books what a further attempt of a request did cost.</summary>
    public void Spend(double cost)
    {
        if (ceiling is not null)
            Balance -= cost;
    }

    /// <summary>Sees a request, and from time to time sets the price.</summary>
    public void See(int[] features, IReadOnlyList<ArmModel> arms)
    {
        if (ceiling is not { } limit)
            return;
        _recent.Enqueue(features);
        if (_recent.Count > Window)
            _recent.Dequeue();
        if (_untilPrice-- > 0)
            return;
        _untilPrice = Every - 1;
        var expected = new Expectation[_recent.Count][];
        var row = 0;
        foreach (var one in _recent)
            expected[row++] = [.. arms.Select(arm => arm.Expect(one))];
        Price = PriceFor(expected, limit + ((Balance - (Reserve * limit)) / Horizon), limit);
    }

    /// <summary>The prices around the one at which the mean cost of the best choices crosses a target, by bisection over its logarithm.</summary>
    private static PriceRange PriceFor(Expectation[][] expected, double target, double ceiling)
    {
        if (MeanCost(expected, 0) <= target)
            return default;
        double low = Math.Log(1e-4 / ceiling), high = Math.Log(1e4 / ceiling);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            if (MeanCost(expected, Math.Exp(middle)) > target)
                low = middle;
            else
                high = middle;
        }
        var (most, least) = (MeanCost(expected, Math.Exp(low)), MeanCost(expected, Math.Exp(high)));
        return new PriceRange(Math.Exp(low), Math.Exp(high), most > least ? Math.Clamp((target - least) / (most - least), 0, 1) : 0);
    }

    private static double MeanCost(Expectation[][] expected, double price)
    {
        var sum = 0.0;
        foreach (var arms in expected)
        {
            var best = arms[0];
            foreach (var arm in arms)
            {
                if (arm.Hope - (price * arm.Cost) > best.Hope - (price * best.Cost))
                    best = arm;
            }
            sum += best.Cost;
        }
        return sum / expected.Length;
    }
}

/// <summary>Two prices of money, between which requests change arms.</summary>
/// <param name="Low">The lower price.</param>
/// <param name="High">The higher price.</param>
/// <param name="LowShare">The share of requests that see the lower one.</param>
internal readonly record struct PriceRange(double Low, double High, double LowShare);
