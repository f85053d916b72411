using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Providers.Upstream;
using Parley.Routing.Estimates;

namespace Parley.Routing.Adaptive;

/// <summary>The learner of one model name, with the targets that it leads to as arms. Thread-safe.</summary>
internal sealed class AdaptiveRoute
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _arms = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ArmPrior> _priors = new(StringComparer.OrdinalIgnoreCase);
    private LearningOptions _options;
    private AdaptiveLearner? _learner;
    private AdaptiveState? _state;
    private bool _isRetired;

    public AdaptiveRoute(LearningOptions options, AdaptiveState? state) => (_options, _state) = (options, state);

    /// <summary>Says what it learned of candidates, and which of them it would try; null once it is retired.</summary>
    /// <param name="context">What is asked.</param>
    /// <param name="traits">What the request's content shows.</param>
    /// <param name="candidates">Two at least.</param>
    public AdaptiveAdvice? Advise(RoutingContext context, in RequestTraits traits, ReadOnlySpan<Candidate> candidates)
    {
        lock (_gate)
        {
            if (_isRetired)
                return null;
            var learner = Learner(context, candidates);
            var allowed = new bool[_arms.Count];
            foreach (var candidate in candidates)
                allowed[_arms[NameOf(candidate.Target)]] = true;
            var choice = context.IsSent ? learner.Choose(traits, allowed) : learner.Preview(traits, allowed);
            var expected = new Dictionary<Candidate, Expectation>(candidates.Length);
            var chosen = candidates[0];
            foreach (var candidate in candidates)
            {
                var arm = _arms[NameOf(candidate.Target)];
                expected[candidate] = choice.All[arm];
                chosen = arm == choice.Arm ? candidate : chosen;
            }
            return new AdaptiveAdvice(chosen, expected, choice.MoneyPrice) { Lesson = context.IsSent ? new AdaptiveLesson(this, choice) : null };
        }
    }

    /// <summary>Learns from a request that has ended.</summary>
    public void Settle(AdaptiveLesson lesson, RoutingDecision decision, IReadOnlyList<AttemptOutcome> attempts)
    {
        lock (_gate)
        {
            var isSettled = false;
            foreach (var attempt in attempts)
            {
                var cost = Rewards.CostOf(attempt, decision);
                if (!_arms.TryGetValue(NameOf(attempt.Target), out var arm))
                {
                    // It is none of those to choose from, and is paid for all the same.
                    _learner!.Spend(cost);
                    continue;
                }
                var reward = Rewards.Of(attempt);
                if (!isSettled && arm == lesson.Choice.Arm)
                {
                    SettleChoice(lesson.Choice, reward, cost);
                    isSettled = true;
                }
                else if (reward is { } value)
                {
                    _learner!.Teach(arm, lesson.Choice.Features, value, cost);
                }
                else
                {
                    _learner!.Spend(cost);
                }
                if (attempt is { Fault: null, Committed: true } && reward is { } answered)
                    lesson.Answer = (arm, answered);
            }
            // Who is chosen is not always asked, as where what the request refers to was made elsewhere.
            if (!isSettled)
                _learner!.GiveUp(lesson.Choice, 0);
        }
    }

    /// <summary>A caller says what the answer was worth; false when nothing comes of it.</summary>
    public bool Correct(AdaptiveLesson lesson, double reward)
    {
        lock (_gate)
        {
            if (_isRetired || lesson.Answer is not { } answer)
                return false;
            _learner!.Correct(answer.Arm, lesson.Choice.Features, reward - answer.Reward);
            lesson.Answer = answer with { Reward = reward };
            return true;
        }
    }

    /// <summary>Another goes on in its place, from a state of its own: what this one would still learn nobody would ever see.</summary>
    public void Retire()
    {
        lock (_gate)
            _isRetired = true;
    }

    /// <summary>All that has to be kept; null while nothing was asked.</summary>
    public AdaptiveState? Save()
    {
        lock (_gate)
            return _learner?.Save() ?? _state;
    }

    private void SettleChoice(AdaptiveChoice choice, double? reward, double cost)
    {
        if (reward is { } value)
            _learner!.Settle(choice, value, cost);
        else
            _learner!.GiveUp(choice, cost);
    }

    /// <summary>The learner, with an arm for each candidate and the options in force: it goes on from its own state where either has changed.</summary>
    private AdaptiveLearner Learner(RoutingContext context, ReadOnlySpan<Candidate> candidates)
    {
        var isNew = _learner is null || _options != context.Options.Adaptive;
        foreach (var candidate in candidates)
        {
            var name = NameOf(candidate.Target);
            if (!_arms.TryAdd(name, _arms.Count))
                continue;
            isNew = true;
            if (CostEstimate.Of(context, candidate) is { } cost)
                _priors[name] = new ArmPrior(cost);
        }
        if (!isNew)
            return _learner!;
        _options = context.Options.Adaptive;
        var known = _learner?.Save() ?? _state;
        _state = null;
        return _learner = new AdaptiveLearner([.. _arms.OrderBy(static arm => arm.Value).Select(static arm => arm.Key)], new AdaptiveOptions
        {
            Ceiling = _options.Ceiling,
            Seed = _options.Seed,
            Discount = _options.Discount,
            ExploreShare = _options.ExploreShare,
            Priors = _priors,
        }, known);
    }

    private static string NameOf(Target target) => target.ToString();
}
