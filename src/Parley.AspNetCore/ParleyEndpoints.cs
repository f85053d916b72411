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
    /// <summary>
    /// Maps every dialect at its own paths and under its name (<c>/openai/v1/chat/completions</c>), the model lists, administration and health; all in one group, to which policies, filters and metadata of the host's apply:
    /// <c>app.MapParley("/llm").RequireAuthorization("policy")</c>. Without a prefix the paths are the vendors' own: <c>/v1/...</c>, <c>/v1beta/...</c>, <c>/v2/...</c>, <c>/api/...</c>, besides <c>/health/...</c>, <c>/admin/...</c> and <c>/{backend}/passthrough/...</c>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="prefix">What stands before all paths; may hold parameters. Links that Parley gives lead below it.</param>
    /// <param name="configure">Says what is mapped, and for whom; as usual when null.</param>
    /// <exception cref="Configuration.Diagnostics.ConfigurationException">The configuration of the client cannot be.</exception>
    /// <exception cref="InvalidOperationException">There is no such client in the container.</exception>
    public static IEndpointConventionBuilder MapParley(this IEndpointRouteBuilder endpoints, string prefix = "", Action<ParleyEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = new ParleyEndpointOptions();
        configure?.Invoke(options);
        var gateway = GatewayOf(endpoints.ServiceProvider, options.Client);
        var routes = new OwnRoutes(endpoints.ServiceProvider);
        MapAll(routes, gateway);
        return new ParleyMapping(gateway, options.Authorization, options.CallerOf).Map(routes, endpoints.MapGroup(prefix), options.IsMapped);
    }

    /// <inheritdoc cref="MapParley(IEndpointRouteBuilder, string, Action{ParleyEndpointOptions})"/>
    public static IEndpointConventionBuilder MapParley(this IEndpointRouteBuilder endpoints, Action<ParleyEndpointOptions> configure) => endpoints.MapParley("", configure);

    /// <summary>The gateway of a container: the host's own, or that of its client.</summary>
    internal static Gateway GatewayOf(IServiceProvider services, string? client) => client is not null
        ? services.GetRequiredKeyedService<ParleyClient>(client).Gateway
        : services.GetService<Gateway>() ?? services.GetService<ParleyClient>()?.Gateway ?? throw new InvalidOperationException("Parley is not among the services: call AddParley first, and name the client if it has a name.");

    private static void MapAll(OwnRoutes endpoints, Gateway gateway)
    {
        var budget = new BufferBudget();
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
    }

    /// <summary>
    /// Answers every other path below the prefix with a fault in the dialect that it looks like; for hosts that serve nothing else there.
    /// Not a route of its own: a route that matches everything would be weighed for every request.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="prefix">The prefix, without parameters; none for all paths.</param>
    public static IApplicationBuilder UseParleyFallback(this IApplicationBuilder app, string prefix = "")
    {
        var below = new PathString(prefix.TrimEnd('/'));
        var segments = prefix.Split('/', StringSplitOptions.RemoveEmptyEntries).Length;
        return app.Use((context, next) => context.GetEndpoint() is RouteEndpoint || !context.Request.Path.StartsWithSegments(below, StringComparison.OrdinalIgnoreCase) ? next(context)
            : segments == 0 ? UnknownPathEndpoint.InvokeAsync(context) : ParleyMapping.ServeBelowAsync(context, UnknownPathEndpoint.InvokeAsync, segments));
    }

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
