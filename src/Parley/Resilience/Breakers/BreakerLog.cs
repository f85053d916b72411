using Microsoft.Extensions.Logging;

namespace Parley.Resilience;

/// <summary>
/// One log line when a target's breaker opens and one when it closes, none for what only prolongs it. An opening of less than a second is over before anybody could look, and a limit that is met again and again would fill the log with them.
/// The breaker's lock guards it.
/// </summary>
/// <param name="target">The target, as <c>backend/model</c>.</param>
/// <param name="logger">Where to write.</param>
internal sealed partial class BreakerLog(string target, ILogger logger)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private bool _isTold;

    /// <summary>It has opened, after it was closed or since it failed again.</summary>
    /// <param name="report">How it stands.</param>
    /// <param name="isQuiet">Whether no operator need be warned: of a limit, or of what another gateway has warned of.</param>
    public void Opened(BreakerReport report, bool isQuiet)
    {
        _isTold = false;
        Lasts(report, isQuiet);
    }

    /// <summary>It stays open for longer.</summary>
    public void Lasts(BreakerReport report, bool isQuiet)
    {
        if (_isTold || report.Until - report.Since < Shortest)
            return;
        _isTold = true;
        if (isQuiet)
            Reached(logger, target, report.Until, report.Reason);
        else
            Failed(logger, target, report.Until, report.Reason);
    }

    /// <summary>It has closed.</summary>
    /// <param name="report">How it stood; null when it was not open.</param>
    /// <param name="why">Why it is closed now.</param>
    public void Closed(BreakerReport? report, string why)
    {
        if (report is not null && _isTold)
            Back(logger, target, why);
        _isTold = false;
    }

    [LoggerMessage(50, LogLevel.Warning, "The breaker of {Target} is open until {Until:u}: {Reason}")]
    private static partial void Failed(ILogger logger, string target, DateTimeOffset until, string reason);

    [LoggerMessage(51, LogLevel.Information, "The breaker of {Target} is open until {Until:u}: {Reason}")]
    private static partial void Reached(ILogger logger, string target, DateTimeOffset until, string reason);

    [LoggerMessage(52, LogLevel.Information, "The breaker of {Target} is closed: {Reason}")]
    private static partial void Back(ILogger logger, string target, string reason);
}
