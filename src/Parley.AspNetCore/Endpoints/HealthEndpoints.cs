using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Whether the process lives, and whether it can serve.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints, Gateway gateway)
    {
        endpoints.MapGet("/health/live", static context => context.Response.WriteAsync("ok", context.RequestAborted));
        endpoints.MapGet("/health/ready", context => ReadyAsync(context, gateway));
    }

    /// <summary>Ready when there is anybody who could answer; the echo counts where no backend is to. Below stands who cannot, and why; and what is wrong with the ledger, without which requests go on.</summary>
    private static Task ReadyAsync(HttpContext context, Gateway gateway)
    {
        var snapshot = gateway.Snapshot;
        var enabled = snapshot.BackendList.Where(static backend => backend.Enabled).ToList();
        var troubles = enabled.Select(backend => (Backend: backend, gateway.Engine.Targets.Of(backend).Trouble)).Where(static one => one.Trouble is not null).ToList();
        var ready = enabled.Count == 0 ? snapshot.EchoEnabled : troubles.Count < enabled.Count;
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        var verdict = ready ? "ready" : enabled.Count == 0 ? "no backend is enabled" : "no backend can answer";
        return context.Response.WriteAsync(string.Join('\n', troubles.Select(static one => $"{one.Backend.Id}: {one.Trouble}").Prepend(verdict).Concat(gateway.Books?.Troubles ?? []).Concat(gateway.Keys?.Trouble is { } trouble ? [$"keys: the store does not answer, those that are known hold: {trouble}"] : [])), context.RequestAborted);
    }
}
