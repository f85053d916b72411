using Parley.Routing.Adaptive;

namespace Parley.Routing.Evaluation;

/// <summary>What is to be evaluated.</summary>
internal sealed record EvaluationOptions
{
    /// <summary>The names of <see cref="Strategies"/>.</summary>
    public required string Strategy { get; init; }

    /// <summary>What a request may cost on average, in US dollars; null for no limit.</summary>
    public double? Ceiling { get; init; }

    /// <summary>How many times, with the seeds from 1 on: each has its own order of prompts.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>Whether to learn from a random half of the prompts and to count the other half alone.</summary>
    public bool SplitHalf { get; init; }

    /// <summary>A table to learn from first; null for none.</summary>
    public RoutingTable? Learn { get; init; }

    /// <summary>What was learned before, by seed; a seed that is not in it takes the first.</summary>
    public IReadOnlyDictionary<int, AdaptiveState> States { get; init; } = new Dictionary<int, AdaptiveState>();

    /// <summary>What can be evaluated.</summary>
    public static IReadOnlyList<string> Strategies { get; } = ["adaptive", "best", "cheapest", "mixture", "random"];
}

/// <summary>Plays a strategy over a table: each prompt once, in random order; what the other arms would have brought is not told.</summary>
/// <param name="table">The prompts.</param>
/// <param name="options">What is to be evaluated.</param>
internal sealed class TableEvaluation(RoutingTable table, EvaluationOptions options)
{
    /// <summary>What the adaptive strategy knew at the end, by seed.</summary>
    public Dictionary<int, AdaptiveState> Learned { get; } = [];

    /// <summary>Plays it with every seed.</summary>
    public EvaluationReport Run()
    {
        var runs = Enumerable.Range(1, options.Seeds).Select(Play).ToList();
        return EvaluationReport.Of(table.Arms, options, runs);
    }

    private EvaluationRun Play(int seed)
    {
        var order = new SeededRandom((ulong)seed).Order(table.Rows.Count);
        var half = options.SplitHalf ? order.Length / 2 : 0;
        var counted = table.Pick(order[half..]);
        var state = options.States.GetValueOrDefault(seed) ?? options.States.Values.FirstOrDefault();
        if (options.Learn is { } lesson)
            state = Taught(lesson.Pick(new SeededRandom((ulong)seed).Order(lesson.Rows.Count)), seed, state);
        if (half > 0)
            state = Taught(table.Pick(order[..half]), seed, state);
        var policy = Policy(counted, seed, state);
        var run = EvaluationRun.Of(seed, counted, policy, Mixture.Best(counted, options.Ceiling));
        if (policy is AdaptivePolicy adaptive)
            Learned[seed] = adaptive.Save();
        return run;
    }

    /// <summary>What is known after a lesson. What was saved in it may not be spent afterwards.</summary>
    private AdaptiveState? Taught(RoutingTable lesson, int seed, AdaptiveState? state)
    {
        if (Policy(lesson, seed, state) is not AdaptivePolicy policy)
            return null;
        EvaluationRun.Of(seed, lesson, policy, Mixture.Cheapest(lesson));
        return policy.Save();
    }

    private ITablePolicy Policy(RoutingTable counted, int seed, AdaptiveState? state) => options.Strategy switch
    {
        "adaptive" => new AdaptivePolicy(table.Arms, new AdaptiveOptions { Ceiling = options.Ceiling, Seed = (ulong)seed }, state is null ? null : state with { Balance = 0 }),
        "best" => new SharesPolicy(Mixture.BestArm(counted, options.Ceiling).Shares, (ulong)seed),
        "cheapest" => new SharesPolicy(Mixture.Cheapest(counted).Shares, (ulong)seed),
        "mixture" => new SharesPolicy(Mixture.Best(counted, options.Ceiling).Shares, (ulong)seed),
        "random" => new SharesPolicy(Mixture.Even(counted).Shares, (ulong)seed),
        var other => throw new ArgumentException($"There is no strategy {other}.", nameof(seed)),
    };
}
