using Microsoft.Extensions.Logging;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline;

/// <summary>One log line for each exchange that failed, none with a body or a secret in it. It only looks at the settlement, so that it is no step, which would be waited for.</summary>
internal sealed partial class ExchangeLog(TimeProvider time, ILogger logger)
{
    /// <summary>Writes down how an exchange ended.</summary>
    public void Write(Exchange exchange, in Settlement settlement)
    {
        if (settlement.Fault is null && !logger.IsEnabled(LogLevel.Debug))
            return;
        // The name that was asked for is cut where it is no name any more: a log is not to be flooded by a caller.
        var model = RoutingFaults.Shown(exchange.Request.Head.Model);
        var milliseconds = time.GetElapsedTime(exchange.Started).TotalMilliseconds;
        if (settlement.Fault is { } fault && fault.Kind != FaultKind.Cancelled)
            Failed(logger, exchange.Id, model, fault.Backend ?? "-", fault.Kind, fault.Source, settlement.Calls, milliseconds);
        else if (settlement.Fault is not null)
            Left(logger, exchange.Id, model, milliseconds);
        else
            Answered(logger, exchange.Id, model, settlement.Answering?.Target.Backend.Id ?? "-", settlement.Calls, milliseconds);
    }

    [LoggerMessage(1, LogLevel.Warning, "{Exchange} for {Model} failed at {Backend}: {Kind} ({Source}) after {Attempts} attempt(s), {Milliseconds:0} ms")]
    private static partial void Failed(ILogger logger, string exchange, string model, string backend, FaultKind kind, FaultSource source, int attempts, double milliseconds);

    [LoggerMessage(2, LogLevel.Information, "{Exchange} for {Model}: the caller went away after {Milliseconds:0} ms")]
    private static partial void Left(ILogger logger, string exchange, string model, double milliseconds);

    [LoggerMessage(3, LogLevel.Debug, "{Exchange} for {Model} answered by {Backend} after {Attempts} attempt(s), {Milliseconds:0} ms")]
    private static partial void Answered(ILogger logger, string exchange, string model, string backend, int attempts, double milliseconds);
}
