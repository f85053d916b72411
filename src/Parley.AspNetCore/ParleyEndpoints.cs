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
            MapDialect(endpoints, dialect, gateway, budget);
        ModelEndpoints.Map(endpoints, gateway);
        OllamaEndpoints.Map(endpoints, gateway, budget);
        PassthroughEndpoint.Map(endpoints, gateway);
        BackendEndpoints.Map(endpoints, gateway, budget);
        KeyEndpoints.Map(endpoints, gateway, budget);
        BudgetEndpoints.Map(endpoints, gateway);
        WeightEndpoints.Map(endpoints, gateway, budget);
        EfficiencyEndpoints.Map(endpoints, gateway, budget);
        CostEndpoint.Map(endpoints, gateway);
        BodyEndpoint.Map(endpoints, gateway);
        SchemaEndpoints.Map(endpoints);
        FeedbackEndpoint.Map(endpoints, gateway);
        DecisionEndpoints.Map(endpoints, gateway, budget);
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
    /// A route with <c>{model}</c> becomes a catch-all from there on, which operations share: model names hold slashes and colons, and clients differ in what they put before them.
    /// </summary>
    private static void MapDialect(IEndpointRouteBuilder endpoints, Dialect dialect, Gateway gateway, BufferBudget budget)
    {
        var modelPaths = new Dictionary<string, ModelPathEndpoint>(StringComparer.Ordinal);
        foreach (var operation in dialect.Operations)
        {
            var endpoint = new OperationEndpoint(gateway, operation, budget);
            foreach (var route in operation.Routes)
            {
                var brace = route.IndexOf("{model}", StringComparison.Ordinal);
                if (brace < 0)
                {
                    Map(endpoints, dialect, route, endpoint.InvokeAsync);
                    if (operation.Codec is IStatefulCodec codec)
                        MapStored(endpoints, dialect, route, new StoredReplyEndpoints(gateway, codec));
                    continue;
                }
                var path = route[..brace] + "{**rest}";
                if (!modelPaths.TryGetValue(path, out var shared))
                    Map(endpoints, dialect, path, (modelPaths[path] = shared = new ModelPathEndpoint()).InvokeAsync);
                shared.Add(route, endpoint);
            }
        }
    }

    private static void MapStored(IEndpointRouteBuilder endpoints, Dialect dialect, string path, StoredReplyEndpoints replies)
    {
        replies.Map(endpoints, $"/{path}");
        replies.Map(endpoints, $"/{dialect.Prefix}/{path}");
    }

    private static void Map(IEndpointRouteBuilder endpoints, Dialect dialect, string path, RequestDelegate serve)
    {
        endpoints.MapPost($"/{path}", serve);
        endpoints.MapPost($"/{dialect.Prefix}/{path}", serve);
    }
}
