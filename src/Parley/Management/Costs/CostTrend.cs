namespace Parley.Management.Costs;

/// <summary>The straight line through the costs of days, and what it says of the next thirty.</summary>
internal static class CostTrend
{
    /// <summary>A month has so many days here.</summary>
    public const int Month = 30;

    private const int FewestDays = 3;

    /// <summary>The projection of a month.</summary>
    /// <param name="currency">The currency.</param>
    /// <param name="total">What the whole time came to.</param>
    /// <param name="time">How long it was.</param>
    /// <param name="days">The costs of its whole days, in order; days without any are 0.</param>
    public static CostProjection Of(string currency, decimal total, TimeSpan time, IReadOnlyList<decimal> days)
    {
        var projection = new CostProjection(currency, time > TimeSpan.Zero ? total * TimeSpan.TicksPerDay / time.Ticks * Month : 0);
        if (days.Count < FewestDays)
            return projection;
        var (level, slope) = Line(days);
        var expected = Enumerable.Range(days.Count, Month).Sum(day => Math.Max(0, level + (slope * day)));
        // Errors of single days add up like independent ones; Student's factor for few days is near enough 1.96 beside that.
        var deviation = Math.Sqrt(days.Select((cost, day) => Math.Pow((double)cost - level - (slope * day), 2)).Sum() / (days.Count - 2));
        var band = 1.96 * deviation * Math.Sqrt(Month);
        return projection with { Trend = Money(expected), TrendLow = Money(Math.Max(0, expected - band)), TrendHigh = Money(expected + band) };
    }

    private static (double Level, double Slope) Line(IReadOnlyList<decimal> days)
    {
        var (middle, mean) = ((days.Count - 1) / 2.0, (double)days.Average());
        var slope = days.Select((cost, day) => (day - middle) * ((double)cost - mean)).Sum() / days.Select((_, day) => Math.Pow(day - middle, 2)).Sum();
        return (mean - (slope * middle), slope);
    }

    private static decimal Money(double amount) => Math.Round((decimal)amount, 6);
}
