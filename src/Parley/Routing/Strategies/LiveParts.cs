using Parley.Configuration.Options;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>The parts of a score that come of how a target's machine is at the moment, and of what the request is about. Only what is known makes a part.</summary>
internal static class LiveParts
{
    private const double QuietBonus = 0.2;
    private const double QuietFan = 40;
    private const double Loading = 0.1;
    private const double PerWaiting = 0.05;
    private const double MostQueue = 0.5;
    private const double TooLarge = 0.2;

    /// <summary>The parts; null for none.</summary>
    public static List<ScorePart>? Of(RoutingContext context, Candidate candidate, Workload? workload)
    {
        if (workload is null && candidate.Known.IsPlain)
            return null;
        List<ScorePart>? parts = null;
        if (candidate.Facts.Hardware?.Readings is { } readings)
        {
            if (context.Thermal is { } limits)
                (parts ??= []).Add(new ScorePart("thermal", -HeatPenalty.Of(readings, limits)));
            if (context.Mode?.Mode == EfficiencyMode.Quiet && readings.FanPercent < QuietFan)
                (parts ??= []).Add(new ScorePart("quiet", QuietBonus));
        }
        if (candidate.Facts.IsLoaded == false)
            (parts ??= []).Add(new ScorePart("loading", -Loading));
        if (candidate.Facts.Waiting is > 0 and var waiting)
            (parts ??= []).Add(new ScorePart("queue", -Math.Min(MostQueue, waiting * PerWaiting)));
        if (workload is not null && candidate.SizeGB > workload.MaxSizeGB)
            (parts ??= []).Add(new ScorePart("workload", -TooLarge));
        return parts;
    }
}
