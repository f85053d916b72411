using Parley.Dialects.Conversation;

namespace Parley.Resilience;

/// <summary>How one key is. Its pool's lock guards it.</summary>
internal sealed class KeyState
{
    /// <summary>Callers may name models at will: beyond so many, what is over is thrown away.</summary>
    private const int Most = 256;

    private readonly Dictionary<string, DateTimeOffset> _models = new(StringComparer.OrdinalIgnoreCase);
    private DateTimeOffset _all;

    /// <summary>What it has saved up of turns.</summary>
    public int Credit { get; set; }

    /// <summary>How many attempts are under way with it.</summary>
    public int InFlight { get; set; }

    /// <summary>Whether it may be used for a model.</summary>
    public bool Lives(string model, DateTimeOffset now) => FreeAt(model) <= now;

    /// <summary>From when on it may be used for a model; the end of time for one that was refused.</summary>
    public DateTimeOffset FreeAt(string model) => _models.TryGetValue(model, out var own) && own > _all ? own : _all;

    /// <summary>Sets it aside. Times are extended, never shortened.</summary>
    public void SetAside(string model, FaultKind kind, DateTimeOffset until)
    {
        switch (kind)
        {
            // A wrong key does not get right by waiting.
            case FaultKind.Authentication:
                _all = DateTimeOffset.MaxValue;
                break;
            case FaultKind.Payment or FaultKind.Quota:
                _all = until > _all ? until : _all;
                break;
            default:
                Rest(model, until);
                break;
        }
    }

    /// <summary>Forgets what was held against it.</summary>
    public void Revive(string model)
    {
        _all = default;
        _models.Remove(model);
    }

    /// <summary>How it is, in a word.</summary>
    public string Word(DateTimeOffset now) => _all == DateTimeOffset.MaxValue ? "refused" : _all > now || _models.Values.Any(until => until > now) ? "resting" : "live";

    private void Rest(string model, DateTimeOffset until)
    {
        if (_models.Count >= Most)
        {
            var earliest = _models.MinBy(static pair => pair.Value).Key;
            _models.Remove(earliest);
        }
        if (until > FreeAt(model))
            _models[model] = until;
    }
}
