using System.Globalization;
using Parley.Configuration.Options;

namespace Parley.Resilience;

/// <summary>
/// Watches how fast a stream comes, window after window from its first words on. Time in which the caller is being written to does not count: a slow reader is not the backend's fault.
/// One writes, the watchdog looks.
/// </summary>
/// <param name="least">The least tokens a second.</param>
/// <param name="window">The length of a window, in ticks of the clock.</param>
/// <param name="frequency">The ticks of a second.</param>
internal sealed class Pace(double least, long window, long frequency)
{
    private const int BytesPerToken = 4;

    private long _written;
    private long _writtenBefore;
    private long _began;
    private bool _isWriting;

    /// <summary>What a stream that is too slow is told by.</summary>
    public string Reason { get; } = string.Create(CultureInfo.InvariantCulture, $"The backend's stream is slower than {least:0.###} tokens a second.");

    /// <summary>The watch over a backend's streams; null where none is wanted.</summary>
    public static Pace? Of(SlowStreamOptions options, TimeProvider time) => options.MinTokensPerSecond is { } least
        ? new Pace(least, (long)(options.Window.TotalSeconds * time.TimestampFrequency), time.TimestampFrequency)
        : null;

    /// <summary>Bytes of text have come, and are about to be written to the caller.</summary>
    public void Writing(long bytes)
    {
        Volatile.Write(ref _written, _written + bytes);
        Volatile.Write(ref _isWriting, true);
    }

    /// <summary>They are written.</summary>
    public void Wrote() => Volatile.Write(ref _isWriting, false);

    /// <summary>Looks; true when a whole window was too slow.</summary>
    public bool IsTooSlow(long now)
    {
        var written = Volatile.Read(ref _written);
        if (written == 0)
            return false;
        if (_began == 0 || Volatile.Read(ref _isWriting))
            return Begin(now, written);
        if (now - _began < window)
            return false;
        var tokens = (written - _writtenBefore) / (double)BytesPerToken;
        return tokens < least * (now - _began) / frequency || Begin(now, written);
    }

    private bool Begin(long now, long written)
    {
        (_began, _writtenBefore) = (now, written);
        return false;
    }
}
