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
        var line = Line.Through(days);
        // Costs do not fall below 0, where a falling line does.
        var expected = Enumerable.Range(days.Count, Month).Sum(day => Math.Max(0, line.At(day)));
        var (sum, band) = (Month * line.At(days.Count + ((Month - 1) / 2.0)), line.BandOfNext(Month));
        return projection with { Trend = Money(expected), TrendLow = Money(Math.Max(0, sum - band)), TrendHigh = Money(Math.Max(expected, sum + band)) };
    }

    /// <summary>The value of Student's distribution that nineteen of twenty draws do not pass on either side: the first two as they are, the others by their expansion about the normal distribution.</summary>
    /// <param name="freedom">The degrees of freedom.</param>
    internal static double Student(int freedom) => freedom switch
    {
        1 => 12.7062,
        2 => 4.3027,
        _ => 1.95996 + ((2.37227 + ((2.82250 + ((2.55585 + (1.58953 / freedom)) / freedom)) / freedom)) / freedom),
    };

    private static decimal Money(double amount) => Math.Round((decimal)amount, 6);

    /// <summary>A line, and how well it is known.</summary>
    private sealed record Line(int Days, double Middle, double Mean, double Slope, double Spread, double Deviation)
    {
        /// <summary>The line with the least squares.</summary>
        public static Line Through(IReadOnlyList<decimal> days)
        {
            var (middle, mean) = ((days.Count - 1) / 2.0, (double)days.Average());
            var spread = days.Select((_, day) => Math.Pow(day - middle, 2)).Sum();
            var slope = days.Select((cost, day) => (day - middle) * ((double)cost - mean)).Sum() / spread;
            var rest = days.Select((cost, day) => Math.Pow((double)cost - mean - (slope * (day - middle)), 2)).Sum();
            return new Line(days.Count, middle, mean, slope, spread, Math.Sqrt(rest / (days.Count - 2)));
        }

        public double At(double day) => Mean + (Slope * (day - Middle));

        /// <summary>How far the sum of the next days may be from the line's: the noise of the days themselves, which partly cancels out, and the errors of level and slope, which do not.</summary>
        public double BandOfNext(int count)
        {
            var ahead = Days + ((count - 1) / 2.0) - Middle;
            return Student(Days - 2) * Deviation * Math.Sqrt(count + (count * (double)count * ((1.0 / Days) + (ahead * ahead / Spread))));
        }
    }
}
