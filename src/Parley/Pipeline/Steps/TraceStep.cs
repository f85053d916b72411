using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Dialects.Conversation;
using Parley.Telemetry;

namespace Parley.Pipeline.Steps;

/// <summary>Writes what happened: one activity for each exchange when somebody listens, one log line for each that failed, none with a body or a secret in it.</summary>
internal sealed partial class TraceStep(TimeProvider time, ILogger logger) : IMiddleware
{
    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        logger.IsEnabled(LogLevel.Warning) || ParleyTelemetry.Activities.HasListeners()
            ? TraceAsync(exchange, next, cancellationToken)
            : next(exchange, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Settlement> TraceAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = ParleyTelemetry.Activities.StartActivity("parley.exchange", ActivityKind.Server);
        var settlement = await next(exchange, cancellationToken).ConfigureAwait(false);
        var model = NameOf(exchange);
        var milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
        Tag(activity, exchange, settlement);
        if (settlement.Fault is { } fault && fault.Kind != FaultKind.Cancelled)
            Failed(logger, exchange.Id, model, fault.Backend ?? "-", fault.Kind, fault.Source, settlement.Attempts.Count, milliseconds);
        else if (settlement.Fault is not null)
            Left(logger, exchange.Id, model, milliseconds);
        else
            Answered(logger, exchange.Id, model, settlement.Attempts[^1].Target.Backend.Id, settlement.Attempts.Count, milliseconds);
        return settlement;
    }

    /// <summary>The name that was asked for, cut where it is no name any more: a log is not to be flooded by a caller.</summary>
    private static string NameOf(Exchange exchange) => RoutingFaults.Shown(exchange.Request.Head.Model);

    private static void Tag(Activity? activity, Exchange exchange, Settlement settlement)
    {
        if (activity is null)
            return;
        activity.SetTag("parley.exchange.id", exchange.Id);
        activity.SetTag("gen_ai.request.model", exchange.Request.Head.Model);
        activity.SetTag("gen_ai.operation.name", exchange.Request.Operation.Name);
        if (settlement.Attempts.Count > 0)
            activity.SetTag("gen_ai.provider.name", settlement.Attempts[^1].Target.Backend.Provider.Name);
        activity.SetTag("gen_ai.usage.input_tokens", settlement.Usage.TotalInput);
        activity.SetTag("gen_ai.usage.output_tokens", settlement.Usage.TotalOutput);
        if (settlement.Fault is { } fault)
            activity.SetStatus(ActivityStatusCode.Error, fault.Kind.ToString());
    }

    [LoggerMessage(1, LogLevel.Warning, "{Exchange} for {Model} failed at {Backend}: {Kind} ({Source}) after {Attempts} attempt(s), {Milliseconds:0} ms")]
    private static partial void Failed(ILogger logger, string exchange, string model, string backend, FaultKind kind, FaultSource source, int attempts, double milliseconds);

    [LoggerMessage(2, LogLevel.Information, "{Exchange} for {Model}: the caller went away after {Milliseconds:0} ms")]
    private static partial void Left(ILogger logger, string exchange, string model, double milliseconds);

    [LoggerMessage(3, LogLevel.Debug, "{Exchange} for {Model} answered by {Backend} after {Attempts} attempt(s), {Milliseconds:0} ms")]
    private static partial void Answered(ILogger logger, string exchange, string model, string backend, int attempts, double milliseconds);
}
