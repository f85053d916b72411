namespace Parley.Resilience;

/// <summary>The leave to make one attempt, to be given back with what it showed.</summary>
/// <param name="Era">Which opening or closing of the breaker it belongs to: attempts of an earlier one say nothing about the present.</param>
/// <param name="IsProbe">Whether it is the one attempt that tries a half-open breaker.</param>
internal readonly record struct BreakerPass(long Era, bool IsProbe);
