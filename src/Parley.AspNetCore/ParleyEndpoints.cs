using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.AspNetCore.Endpoints;
using Parley.AspNetCore.Http;
using Parley.Dialects;

namespace Parley.AspNetCore;

/// <summary>Puts Parley's endpoints into an application.</summary>
public static class ParleyEndpoints
{
    /// <summary>Registers the gateway that <see cref="MapParley"/> serves.</summary>
    public static IServiceCollection AddParley(this IServiceCollection services, Func<IServiceProvider, Gateway> gateway) =>
        services.AddSingleton(gateway).AddSingleton<BufferBudget>();

    /// <summary>
    /// Maps every dialect at its own paths and under its prefix (<c>/openai/v1/chat/completions</c>), the model lists, and health.
    /// </summary>
    public static IEndpointRouteBuilder MapParley(this IEndpointRouteBuilder endpoints)
    {
        var gateway = endpoints.ServiceProvider.GetRequiredService<Gateway>();
        var budget = endpoints.ServiceProvider.GetRequiredService<BufferBudget>();
        foreach (var dialect in KnownDialects.All)
        {
            foreach (var operation in dialect.Operations)
                MapOperation(endpoints, dialect, new ChatEndpoint(gateway, operation, budget));
        }
        ModelEndpoints.Map(endpoints, gateway);
        OllamaEndpoints.Map(endpoints, gateway, budget);
        HealthEndpoints.Map(endpoints, gateway);
        return endpoints;
    }

    /// <summary>
    /// Answers every other path with a fault in the dialect that it looks like; for hosts that serve nothing else.
    /// Not a route of its own: a route that matches everything would be weighed for every request.
    /// </summary>
    public static IApplicationBuilder UseParleyFallback(this IApplicationBuilder app) =>
        app.Use(static (context, next) => context.GetEndpoint() is RouteEndpoint ? next(context) : UnknownPathEndpoint.InvokeAsync(context));

    /// <summary>
    /// A route with <c>{model}</c> becomes a catch-all from there on: model names hold slashes and colons, and clients differ in what they put before them.
    /// </summary>
    private static void MapOperation(IEndpointRouteBuilder endpoints, Dialect dialect, ChatEndpoint endpoint)
    {
        var mapped = new HashSet<string>(StringComparer.Ordinal);
        foreach (var route in endpoint.Operation.Routes)
        {
            var inPath = route.Contains("{model}", StringComparison.Ordinal);
            var path = inPath ? route[..route.IndexOf('{')] + "{**rest}" : route;
            if (!mapped.Add(path))
                continue;
            RequestDelegate serve = inPath ? new ModelPathEndpoint(endpoint).InvokeAsync : endpoint.InvokeAsync;
            endpoints.MapPost($"/{path}", serve);
            endpoints.MapPost($"/{dialect.Prefix}/{path}", serve);
        }
    }
}
