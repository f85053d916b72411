using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.AspNetCore.Http;
using Parley.Serving.Endpoints;

namespace Parley.AspNetCore.Endpoints;

/// <summary>Answers calls that Parley does not serve, in the dialect that the path looks like: to other paths, and to known ones with another verb.</summary>
internal static class UnknownPathEndpoint
{
    public static async Task InvokeAsync(HttpContext context)
    {
        var gateway = GatewayOf(context);
        var call = new HttpCall(context, gateway);
        // What routing leaves behind for a path that is known by another verb: it says which.
        if (context.GetEndpoint() is { RequestDelegate: { } wrongVerb } and not RouteEndpoint)
        {
            await wrongVerb(context).ConfigureAwait(false);
            await UnknownPath.RefuseVerbAsync(call, gateway.Service, UnknownPath.DialectOf(call), context.Response.Headers.Allow.ToString()).ConfigureAwait(false);
            return;
        }
        await UnknownPath.RefuseAsync(call, gateway.Service, UnknownPath.DialectOf(call)).ConfigureAwait(false);
    }

    /// <summary>The gateway whose endpoint was called; for paths without an endpoint the container's.</summary>
    private static Gateway GatewayOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ParleyMapping>()?.Gateway ?? ParleyEndpoints.GatewayOf(context.RequestServices, client: null);
}
