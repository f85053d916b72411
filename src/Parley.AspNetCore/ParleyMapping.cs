using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Parley.Configuration;

namespace Parley.AspNetCore;

/// <summary>What every endpoint of one call of <see cref="ParleyEndpoints.MapParley(IEndpointRouteBuilder, string, Action{ParleyEndpointOptions})"/> knows of it.</summary>
/// <param name="Gateway">The gateway that answers.</param>
/// <param name="Authorization">Who decides who may call.</param>
/// <param name="CallerOf">Where the host decides: the key by which a caller's limits and costs go.</param>
internal sealed record ParleyMapping(Gateway Gateway, ParleyAuthorization Authorization, Func<HttpContext, CallerKey?>? CallerOf)
{
    /// <summary>Puts routes of Parley's into an application, below a prefix of any length.</summary>
    /// <param name="routes">Parley's.</param>
    /// <param name="application">The application's, with the prefix.</param>
    /// <param name="isMapped">Whether a path is wanted.</param>
    public IEndpointConventionBuilder Map(OwnRoutes routes, RouteGroupBuilder application, Func<string, bool> isMapped)
    {
        application.WithMetadata(this);
        foreach (var endpoint in routes.Endpoints)
        {
            var path = endpoint.RoutePattern.RawText!;
            if (!isMapped(path))
                continue;
            var serve = Below(endpoint.RequestDelegate!, endpoint.RoutePattern.PathSegments.Count);
            if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } verbs)
                application.MapMethods(path, verbs.HttpMethods, serve);
            else
                application.Map(path, serve);
        }
        return application;
    }

    /// <summary>Serves with a part of the path moved to where hosts have the root of an application: Parley's endpoints read paths as if they were alone, and links lead back below the prefix.</summary>
    /// <param name="context">The call.</param>
    /// <param name="serve">Serves it.</param>
    /// <param name="segments">How many segments are moved.</param>
    public static async Task ServeBelowAsync(HttpContext context, RequestDelegate serve, int segments)
    {
        var request = context.Request;
        var (root, path) = (request.PathBase, request.Path);
        var whole = path.Value ?? "";
        var at = 0;
        for (var i = 0; i < segments && at >= 0; i++)
            at = whole.IndexOf('/', at + 1);
        if (at < 0)
            at = whole.Length;
        (request.PathBase, request.Path) = (root.Add(new PathString(whole[..at])), new PathString(whole[at..]));
        try
        {
            await serve(context).ConfigureAwait(false);
        }
        finally
        {
            (request.PathBase, request.Path) = (root, path);
        }
    }

    /// <summary>The prefix may be several groups deep: all segments of the route that are not Parley's own are the host's.</summary>
    private static RequestDelegate Below(RequestDelegate serve, int own) => context =>
    {
        var above = context.GetEndpoint() is RouteEndpoint { RoutePattern.PathSegments.Count: var all } ? all - own : 0;
        return above <= 0 ? serve(context) : ServeBelowAsync(context, serve, above);
    };
}

/// <summary>Takes Parley's routes before it is known where an application has them.</summary>
internal sealed class OwnRoutes(IServiceProvider services) : IEndpointRouteBuilder
{
    public IServiceProvider ServiceProvider { get; } = services;

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    /// <summary>The routes, each with its own path.</summary>
    public IEnumerable<RouteEndpoint> Endpoints => DataSources.SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>();

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(ServiceProvider);
}
