using System.Diagnostics.CodeAnalysis;
using Parley.Dialects;
using Parley.Pipeline.Asking;
using Parley.Serving.Endpoints;

namespace Parley.Serving.InProcess;

/// <summary>Answers the calls of a vendor's clients from the engine. Holds nothing of its own that must be given back; thread-safe.</summary>
internal sealed class EngineHandler : HttpMessageHandler
{
    private readonly Service _service;
    private readonly RunningAsks _running;
    private readonly HandlerOptions _options;
    private readonly Dialect _dialect;
    private readonly RouteTable _routes;

    /// <summary>Prepares it.</summary>
    /// <param name="service">Who answers.</param>
    /// <param name="running">The calls that are under way, and the end of them all.</param>
    /// <param name="dialects">The dialects of the vendor; refusals are told in the first.</param>
    /// <param name="options">How it answers.</param>
    public EngineHandler(Service service, RunningAsks running, IReadOnlyList<Dialect> dialects, HandlerOptions options)
    {
        (_service, _running, _options, _dialect) = (service, running, options, dialects[0]);
        _routes = new RouteTable(ServedRoutes.Of(service, dialects, RefuseAsync));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // The thread of a user interface is not there for the engine, nor for backends that are code.
        if (SynchronizationContext.Current is not null)
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var call = await OpenAsync(request, cancellationToken).ConfigureAwait(false);
        _ = AnswerAsync(call);
        return await call.TakeAsync(cancellationToken).ConfigureAwait(false);
    }

    [SuppressMessage("Usage", "VSTHRD002", Justification = "The caller has chosen to wait with its thread, and the work is on others.")]
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.Run(() => SendAsync(request, cancellationToken), cancellationToken).GetAwaiter().GetResult();

    private async Task<MessageCall> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _running.Enter();
        try
        {
            return await MessageCall.OpenAsync(request, _service, _options.Caller, _running.Stopping, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _running.Leave();
            throw;
        }
    }

    /// <summary>Answers a call to its end, of which the response says how it was.</summary>
    private async Task AnswerAsync(MessageCall call)
    {
        try
        {
            await using var stop = _running.Stopping.UnsafeRegister(static state => ((MessageCall)state!).Abort(), call).ConfigureAwait(false);
            await ServeAsync(call).ConfigureAwait(false);
            call.Finish(defect: null);
        }
        catch (Exception defect)
        {
            call.Finish(defect);
        }
        finally
        {
            _running.Leave();
        }
    }

    private Task ServeAsync(MessageCall call)
    {
        if (_routes.Find(call.Method, call.Path, out var place, out var allowed) is not { } route)
            return allowed.Length == 0 ? RefuseAsync(call) : UnknownPath.RefuseVerbAsync(call, _service, _dialect, allowed);
        call.Place = place;
        return route.Serve(call);
    }

    private Task RefuseAsync(ServedCall call) => UnknownPath.RefuseAsync(call, _service, _dialect);
}
