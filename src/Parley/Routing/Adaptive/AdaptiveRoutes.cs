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
    private LearningOptions? _adopted;
    private string? _named;
    private string? _file;
    private string? _trouble;
    private ITimer? _timer;
    private int _isDue;

    /// <summary>
    /// What was learned for the name that is asked for; null where it does not rank, or where the request cannot be looked into. Names that are not the operator's are not learned: callers can make up as many as they like.
    /// </summary>
    /// <param name="context">What is asked.</param>
    /// <param name="candidates">Two at least.</param>
    public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates)
    {
        if (NameOf(context) is not { } name || !context.Options.Adaptive.PredictionEnabled || context.Traits is not { } traits)
            return null;
        while (true)
        {
            // One that was just replaced says nothing any more.
            if (Of(name, context).Advise(context, traits, candidates) is { } advice)
                return advice;
        }
    }

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
        if (decision.Context.Advice?.Lesson is not { Answer: not null } lesson || !lesson.Learner.Correct(lesson, reward))
            return false;
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
            _adopted = options;
            if (_loaded is null || options.StateFile == _named)
                return;
            Save();
            var before = _file;
            TakeUp(options.StateFile);
            Moved(logger, before ?? "memory", _file ?? "memory");
        }
        SaveSoon();
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
        lock (_saving)
        {
            // The file is read when the first request needs it: that of the configuration in force, whichever the request began with.
            _loaded ??= Load((_adopted ?? context.Options.Adaptive).StateFile);
            return _routes.GetOrAdd(name, name => new AdaptiveRoute(context.Options.Adaptive, _loaded.GetValueOrDefault(name)));
        }
    }

    /// <summary>Goes on with a file: from what it says of names that it knows, and of all others from what is known.</summary>
    private void TakeUp(string? file)
    {
        var known = Learned();
        foreach (var (name, state) in Load(file))
        {
            known[name] = state;
            if (_routes.TryRemove(name, out var replaced))
                replaced.Retire();
        }
        _loaded = known;
    }

    /// <summary>What a file holds. One that cannot be used is left as it is and never written over; once it has gone or can be used, it is taken up.</summary>
    private Dictionary<string, AdaptiveState> Load(string? file)
    {
        (_named, _file) = (file, null);
        if (file is null)
            return [];
        try
        {
            var states = new AdaptiveStateStore(file).Load();
            (_file, _trouble) = (file, null);
            return states;
        }
        catch (ConfigurationException unusable)
        {
            Tell(unusable.Message);
            return [];
        }
    }

    private void SaveSoon()
    {
        if (Volatile.Read(ref _named) is not null && Interlocked.Exchange(ref _isDue, 1) == 0)
            (Volatile.Read(ref _timer) ?? NewTimer()).Change(SaveAfter, Timeout.InfiniteTimeSpan);
    }

    private ITimer NewTimer()
    {
        var made = time.CreateTimer(static state => ((AdaptiveRoutes)state!).Save(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (Interlocked.CompareExchange(ref _timer, made, null) is not { } other)
            return made;
        made.Dispose();
        return other;
    }

    private void Save()
    {
        lock (_saving)
        {
            // Within the lock, or what is due could be taken for saved by whoever goes over to another file just then.
            if (Interlocked.Exchange(ref _isDue, 0) == 0 || (_file is null && !IsMended()))
                return;
            try
            {
                new AdaptiveStateStore(_file!).Save(Learned());
                _trouble = null;
            }
            catch (ConfigurationException unwritable)
            {
                Tell(unwritable.Message);
            }
        }
    }

    /// <summary>Whether a file that could not be used can be by now.</summary>
    private bool IsMended()
    {
        if (_named is null)
            return false;
        TakeUp(_named);
        if (_file is not null)
            Moved(logger, "memory", _file);
        return _file is not null;
    }

    /// <summary>Says what is wrong with the file, once for as long as it stays the same.</summary>
    private void Tell(string trouble)
    {
        if (trouble != _trouble)
            Unusable(logger, trouble);
        _trouble = trouble;
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
