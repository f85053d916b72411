using Microsoft.Extensions.Logging;

namespace Parley.Resilience;

/// <summary>
/// Tells the other gateways of a store what this one has seen of targets, and hears what they have. No request waits for it; while the store is away each gateway sees for itself. One for a process; thread-safe.
/// </summary>
/// <param name="store">Carries it.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where to log.</param>
internal sealed partial class HintBoard(ITargetHints store, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>So many are kept for others; what has happened to more targets than that, they see for themselves.</summary>
    private const int Most = 1000;

    /// <summary>What lasts no longer is over before others could make use of it.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly string _node = Guid.NewGuid().ToString("N")[..12];
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _hasNews = new(0);
    private readonly Dictionary<TargetHint, DateTimeOffset> _told = [];
    private Dictionary<TargetHint, DateTimeOffset> _news = [];
    private bool _isAway;

    /// <summary>Told of what others have seen.</summary>
    public Action<TargetHint>? Heard { get; set; }

    /// <summary>Notes something for the others; what they know already is not told again.</summary>
    public void Tell(TargetHint hint)
    {
        if (hint.Left < Shortest)
            return;
        var now = time.GetUtcNow();
        var (until, what) = (now + hint.Left, hint with { Left = default, Reason = "" });
        lock (_gate)
        {
            if (_told.TryGetValue(what, out var known) && until < known + Shortest)
                return;
            if (_told.Count >= Most)
                Forget(now);
            if (_told.Count >= Most || _news.Count >= Most)
                return;
            _told[what] = until;
            _news[what with { Reason = hint.Reason }] = until;
        }
        _hasNews.Release();
    }

    /// <summary>Works until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(KeepTellingAsync(cancellationToken), KeepHearingAsync(cancellationToken));

    public void Dispose() => _hasNews.Dispose();

    private async Task KeepTellingAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await _hasNews.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Dictionary<TargetHint, DateTimeOffset> news;
            lock (_gate)
                (news, _news) = (_news, []);
            var now = time.GetUtcNow();
            TargetHint[] hints = [.. news.Where(one => one.Value > now).Select(one => one.Key with { Left = one.Value - now })];
            // What cannot be told is not kept: it is soon old, and others see for themselves.
            if (hints.Length > 0)
                await TryAsync(() => store.TellHintsAsync(_node, hints, cancellationToken)).ConfigureAwait(false);
        }
    }

    private async Task KeepHearingAsync(CancellationToken cancellationToken)
    {
        var last = 0L;
        while (!cancellationToken.IsCancellationRequested)
        {
            // A store that was away may be another one when it is back, and count from the beginning.
            if (_isAway)
                last = 0;
            await TryAsync(async () =>
            {
                var news = await store.ReadHintsAsync(_node, last, cancellationToken).ConfigureAwait(false);
                last = news.Last;
                foreach (var hint in news.Hints)
                    Heard?.Invoke(hint);
            }).ConfigureAwait(false);
            await store.WaitForHintsAsync(Interval, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
            _isAway = false;
        }
        catch (Exception away)
        {
            // Whatever it is: were it to end the loop, nothing would ever be heard again.
            if (!_isAway && away is not OperationCanceledException)
                Away(logger, away.Message);
            _isAway = true;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var old in _told.Where(one => one.Value <= now).Select(static one => one.Key).ToList())
            _told.Remove(old);
    }

    [LoggerMessage(53, LogLevel.Warning, "What other gateways have seen of backends cannot be heard, each sees for itself: {Why}")]
    private static partial void Away(ILogger logger, string why);
}
