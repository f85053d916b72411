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

    /// <summary>Ready when there is anything that could answer.</summary>
    private static Task ReadyAsync(HttpContext context, Gateway gateway)
    {
        var snapshot = gateway.Snapshot;
        var ready = snapshot.EchoEnabled || snapshot.BackendList.Any(static backend => backend.Enabled);
        context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(ready ? "ready" : "no backend is enabled", context.RequestAborted);
    }
}
