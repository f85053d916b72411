using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Providers.Upstream;

namespace Parley.Routing.Adaptive;

/// <summary>
/// The learners of all model names. What they learned is written into a file soon after it was learned, as a whole, so that whoever kills the process loses a second of it at most. Thread-safe.
/// </summary>
internal sealed partial class AdaptiveRoutes(TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan SaveAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, AdaptiveRoute> _routes = new(StringComparer.Ordinal);
    private readonly Lock _saving = new();
    private Dictionary<string, AdaptiveState>? _loaded;
    private string? _named;
    private string? _file;
    private ITimer? _timer;
    private int _isDue;

    /// <summary>
    /// What was learned for the name that is asked for; null where it does not rank, or where the request cannot be looked into. Names that are not the operator's are not learned: callers can make up as many as they like.
    /// </summary>
    /// <param name="context">What is asked.</param>
    /// <param name="candidates">Two at least.</param>
    public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) =>
        NameOf(context) is { } name && context.Options.Adaptive.PredictionEnabled && context.Traits is { } traits ? Of(name, context).Advise(context, traits, candidates) : null;

    /// <summary>Learns from a request that has ended.</summary>
    public void Settle(RoutingDecision decision, IReadOnlyList<AttemptOutcome> attempts)
    {
        if (decision.Context.Advice?.Lesson is not { } lesson || !decision.Context.Options.Adaptive.LearningEnabled)
            return;
        lesson.Learner.Settle(lesson, decision, attempts);
        SaveSoon();
    }

    /// <summary>A caller says what an answer was worth, from 0 to 1; false when there is nothing to learn from it.</summary>
    public bool Correct(RoutingDecision decision, double reward)
    {
        if (decision.Context.Advice?.Lesson is not { Answer: not null } lesson)
            return false;
        lesson.Learner.Correct(lesson, reward);
        SaveSoon();
        return true;
    }

    /// <summary>
    /// Goes over to the file of a new configuration: what was learned is saved in the old one first; names that the new file knows go on from what it says of them, and all others from where they are, which is kept in it from now on.
    /// </summary>
    public void Adopt(LearningOptions options)
    {
        lock (_saving)
        {
            if (_loaded is null || options.StateFile == _named)
                return;
            Save();
            var kept = Learned();
            var (before, states) = (_named, Load(options.StateFile));
            foreach (var (name, state) in states)
            {
                kept[name] = state;
                _routes.TryRemove(name, out _);
            }
            _loaded = kept;
            Moved(logger, before ?? "memory", _file ?? "memory");
            SaveSoon();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        Save();
    }

    private static string? NameOf(RoutingContext context) => context.Route?.Name ?? (context.Head.Model == ModelResolver.Auto ? ModelResolver.Auto : null);

    private AdaptiveRoute Of(string name, RoutingContext context)
    {
        if (_routes.TryGetValue(name, out var known))
            return known;
        var states = Loaded(context.Options.Adaptive);
        return _routes.GetOrAdd(name, name => new AdaptiveRoute(context.Options.Adaptive, states.GetValueOrDefault(name)));
    }

    /// <summary>The file is read when the first request needs it.</summary>
    private Dictionary<string, AdaptiveState> Loaded(LearningOptions options)
    {
        lock (_saving)
            return _loaded ??= Load(options.StateFile);
    }

    /// <summary>What a file holds. One that cannot be used is left as it is and never written over.</summary>
    private Dictionary<string, AdaptiveState> Load(string? file)
    {
        (_named, _file) = (file, null);
        if (file is null)
            return [];
        try
        {
            var states = new AdaptiveStateStore(file).Load();
            _file = file;
            return states;
        }
        catch (ConfigurationException unusable)
        {
            Unusable(logger, unusable.Message);
            return [];
        }
    }

    private void SaveSoon()
    {
        if (_file is null || Interlocked.Exchange(ref _isDue, 1) != 0)
            return;
        _timer ??= time.CreateTimer(static state => ((AdaptiveRoutes)state!).Save(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(SaveAfter, Timeout.InfiniteTimeSpan);
    }

    private void Save()
    {
        if (Interlocked.Exchange(ref _isDue, 0) == 0)
            return;
        lock (_saving)
        {
            // What was due may have been meant for a file that is given up.
            if (_file is null)
                return;
            try
            {
                new AdaptiveStateStore(_file!).Save(Learned());
            }
            catch (ConfigurationException unwritable)
            {
                Unusable(logger, unwritable.Message);
            }
        }
    }

    /// <summary>All that is known now, of names that were not asked for since the start too.</summary>
    private Dictionary<string, AdaptiveState> Learned()
    {
        var states = new Dictionary<string, AdaptiveState>(_loaded!);
        foreach (var (name, route) in _routes)
        {
            if (route.Save() is { } state)
                states[name] = state;
        }
        return states;
    }

    [LoggerMessage(40, LogLevel.Warning, "What routing has learned is kept in memory only: {Reason}")]
    private static partial void Unusable(ILogger logger, string reason);

    [LoggerMessage(42, LogLevel.Information, "What routing has learned is kept in {After} from now on, and not in {Before} any more")]
    private static partial void Moved(ILogger logger, string before, string after);
}
