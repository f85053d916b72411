using Parley.Configuration.Options;
using Parley.Conversations;

namespace Parley.Pipeline.Caching;

/// <summary>Answers in memory: so many, in so many bytes. When there is no room, those go that were not asked for longest, of the tenant who takes most. Thread-safe.</summary>
internal sealed class AnswerMemory
{
    private readonly Lock _gate = new();
    private AgingTable<CacheKey, CachedAnswer> _answers;
    private CacheOptions _options = new();

    private readonly TimeProvider _time;

    public AnswerMemory(TimeProvider time)
    {
        _time = time;
        _answers = New();
    }

    /// <summary>The answer of a key, which is young by this; null when there is none.</summary>
    public CachedAnswer? Find(CacheKey key, CacheOptions options)
    {
        lock (_gate)
        {
            _options = options;
            var found = _answers.Find(key);
            if (found is not null)
                _answers.Touch(key);
            return found;
        }
    }

    /// <summary>Keeps an answer, if there is room.</summary>
    public void Keep(CacheKey key, CachedAnswer answer, CacheOptions options)
    {
        lock (_gate)
        {
            _options = options;
            _answers.TrySet(key, answer);
        }
    }

    /// <summary>Forgets an answer.</summary>
    public void Forget(CacheKey key)
    {
        lock (_gate)
            _answers.Remove(key);
    }

    /// <summary>Forgets all answers.</summary>
    public void Clear()
    {
        lock (_gate)
            _answers = New();
    }

    private AgingTable<CacheKey, CachedAnswer> New() => new(_time, Limits, static key => key.Tenant, static answer => answer.Size);

    private KeepLimits Limits() => new(_options.MaxBytes, TimeSpan.MaxValue) { Entries = _options.MostEntries };
}
