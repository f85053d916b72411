using System.Globalization;
using Parley.Configuration;

namespace Parley.Tests.Ledger.Budgets;

public sealed class BudgetWindowTests
{
    [Theory]
    [InlineData(BudgetPeriod.Minute, "UTC", "2026-03-01T10:20:30Z", "2026-03-01T10:20:00Z", "2026-03-01T10:21:00Z")]
    [InlineData(BudgetPeriod.Hour, "UTC", "2026-03-01T10:20:30Z", "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z")]
    [InlineData(BudgetPeriod.Hour, "Asia/Kathmandu", "2026-03-01T10:20:30Z", "2026-03-01T10:15:00Z", "2026-03-01T11:15:00Z")]
    [InlineData(BudgetPeriod.Day, "UTC", "2026-03-01T10:20:30Z", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData(BudgetPeriod.Day, "America/New_York", "2026-03-01T04:59:59Z", "2026-02-28T05:00:00Z", "2026-03-01T05:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    [InlineData(BudgetPeriod.Month, "UTC", "2026-02-28T23:59:59Z", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "Europe/Berlin", "2026-03-31T21:59:59Z", "2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z")]
    [InlineData(BudgetPeriod.Month, "UTC", "2026-12-31T23:59:59Z", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    public void Window_of_the_calendar_is_that_of_its_time_zone(BudgetPeriod period, string zone, string time, string start, string end)
    {
        var window = new BudgetWindow(period, TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((At(start), At(end)), window.Around(At(time)));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/St_Johns")]
    [InlineData("Australia/Lord_Howe")]
    public void Days_follow_each_other_without_a_gap(string zone)
    {
        var window = new BudgetWindow(BudgetPeriod.Day, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var (start, end) = window.Around(At("2026-01-01T12:00:00Z"));
        for (var day = 0; day < 365; day++)
        {
            Assert.InRange((end - start).TotalHours, 23, 25);
            var next = window.Around(end);
            Assert.Equal(end, next.Start);
            Assert.Equal(end, window.Around(end.AddTicks(-1)).End);
            (start, end) = next;
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
