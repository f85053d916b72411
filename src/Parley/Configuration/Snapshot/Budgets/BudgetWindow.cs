namespace Parley.Configuration;

/// <summary>The length of a window.</summary>
public enum BudgetPeriod
{
    /// <summary>A minute.</summary>
    Minute,

    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A month; thirty days where it rolls.</summary>
    Month,

    /// <summary>The life of a session.</summary>
    Session,
}

/// <summary>The time in which a limit counts: the last minute, hour, day or thirty days, or that of the calendar in a time zone.</summary>
/// <param name="Period">How long it is.</param>
/// <param name="Zone">The time zone of the calendar; null where the window rolls.</param>
public sealed record BudgetWindow(BudgetPeriod Period, TimeZoneInfo? Zone)
{
    /// <summary>After how long without a request a session is over.</summary>
    public TimeSpan Idle { get; init; }

    /// <summary>How long one is that rolls.</summary>
    public TimeSpan Length => Period switch
    {
        BudgetPeriod.Minute => TimeSpan.FromMinutes(1),
        BudgetPeriod.Hour => TimeSpan.FromHours(1),
        BudgetPeriod.Day => TimeSpan.FromDays(1),
        BudgetPeriod.Month => TimeSpan.FromDays(30),
        _ => Idle,
    };

    /// <summary>When the window of the calendar began that a time is in, and when the next begins.</summary>
    public (DateTimeOffset Start, DateTimeOffset End) Around(DateTimeOffset time)
    {
        var zone = Zone ?? TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(time, zone);
        if (Period is BudgetPeriod.Minute or BudgetPeriod.Hour)
        {
            // Clocks are put forward and back by whole minutes: within the hour nothing happens.
            var start = local.AddTicks(-(local.TimeOfDay.Ticks % Length.Ticks));
            return (start.ToUniversalTime(), start.Add(Length).ToUniversalTime());
        }
        var day = Period == BudgetPeriod.Day ? local.Date : new DateTime(local.Year, local.Month, 1);
        return (InUtc(day, zone), InUtc(Period == BudgetPeriod.Day ? day.AddDays(1) : day.AddMonths(1), zone));
    }

    /// <inheritdoc/>
    public override string ToString() => Period == BudgetPeriod.Session ? "session" : Zone is null ? $"{Period} rolling" : $"{Period} in {Zone.Id}";

    /// <summary>The moment at which a day begins: the first of two midnights, and what comes first where there is none.</summary>
    private static DateTimeOffset InUtc(DateTime midnight, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
