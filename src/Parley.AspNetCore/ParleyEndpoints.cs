using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.AspNetCore.Endpoints;
using Parley.AspNetCore.Http;
using Parley.Serving;

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
        ? services.GetKeyedService<ParleyClient>(client)?.Gateway ?? throw new InvalidOperationException($"There is no Parley client called {client} among the services: AddParley(\"{client}\", ...) adds it.")
        : services.GetService<Gateway>() ?? services.GetService<ParleyClient>()?.Gateway ?? throw new InvalidOperationException("Parley is not among the services: call AddParley first, and name the client if it has a name.");

    private static void MapAll(OwnRoutes endpoints, Gateway gateway)
    {
        var budget = gateway.Service.Bodies;
        foreach (var route in ServedRoutes.All(gateway.Service))
            Map(endpoints, route, gateway);
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

    private static void Map(IEndpointRouteBuilder endpoints, ServedRoute route, Gateway gateway)
    {
        RequestDelegate serve = route.Pattern.Contains("id}", StringComparison.Ordinal)
            ? context => route.Serve(new HttpCall(context, gateway) { Place = Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture) ?? "" })
            : context => route.Serve(new HttpCall(context, gateway));
        endpoints.MapMethods(route.Pattern, [route.Method], serve);
    }
}
