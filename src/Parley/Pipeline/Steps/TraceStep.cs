using System.Diagnostics;
using Parley.Telemetry;

namespace Parley.Pipeline.Steps;

/// <summary>One activity for each exchange, when somebody listens. No body and no secret is in it.</summary>
internal sealed class TraceStep : IMiddleware
{
    public string Name => "trace";

    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        ParleyTelemetry.Activities.HasListeners() ? TraceAsync(exchange, next, cancellationToken) : next(exchange, cancellationToken);

    private static async ValueTask<Settlement> TraceAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        using var activity = ParleyTelemetry.Activities.StartActivity("parley.exchange", ActivityKind.Server);
        var settlement = await next(exchange, cancellationToken).ConfigureAwait(false);
        Tag(activity, exchange, settlement);
        return settlement;
    }

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
}
