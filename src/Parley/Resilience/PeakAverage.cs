namespace Parley.Resilience;

/// <summary>
/// A moving average that jumps up to a peak at once and comes down slowly: a target that just was slow is not taken for fast because it once was.
/// Thread-safe; of two that arrive at once one may be lost, which an average bears.
/// </summary>
/// <param name="halfLife">After what time a value counts half.</param>
internal sealed class PeakAverage(TimeSpan halfLife)
{
    private double _value = double.NaN;
    private long _at;

    /// <summary>The average in milliseconds; null while nothing was seen.</summary>
    public double? Milliseconds => Volatile.Read(ref _value) is var value && double.IsNaN(value) ? null : value;

    /// <summary>When the last value came, in the ticks that it came with; null while nothing was seen.</summary>
    public long? At => Volatile.Read(ref _at) is > 0 and var at ? at : null;

    /// <summary>Takes a value.</summary>
    /// <param name="value">What was measured.</param>
    /// <param name="now">When, in ticks of a hundred nanoseconds on a clock that only goes forward.</param>
    public void Add(TimeSpan value, long now)
    {
        var milliseconds = value.TotalMilliseconds;
        var before = Volatile.Read(ref _value);
        if (double.IsNaN(before) || milliseconds >= before)
        {
            Volatile.Write(ref _value, milliseconds);
        }
        else
        {
            var weight = Math.Pow(2, -(now - Volatile.Read(ref _at)) / (double)halfLife.Ticks);
            // Even within no time at all a new value counts a little, or a burst of fast answers would teach nothing.
            Volatile.Write(ref _value, milliseconds + ((before - milliseconds) * Math.Min(weight, 0.95)));
        }
        Volatile.Write(ref _at, now);
    }
}
