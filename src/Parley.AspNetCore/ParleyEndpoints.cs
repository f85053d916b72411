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
    /// <summary>Registers the gateway that <see cref="MapParley"/> serves.</summary>
    public static IServiceCollection AddParley(this IServiceCollection services, Func<IServiceProvider, Gateway> gateway) =>
        services.AddSingleton(gateway);

    /// <summary>
    /// Maps every dialect at its own paths and under its prefix (<c>/openai/v1/chat/completions</c>), the model lists, and health.
    /// </summary>
    public static IEndpointRouteBuilder MapParley(this IEndpointRouteBuilder endpoints)
    {
        var gateway = endpoints.ServiceProvider.GetRequiredService<Gateway>();
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
        return endpoints;
    }

    /// <summary>
    /// Answers every other path with a fault in the dialect that it looks like; for hosts that serve nothing else.
    /// Not a route of its own: a route that matches everything would be weighed for every request.
    /// </summary>
    public static IApplicationBuilder UseParleyFallback(this IApplicationBuilder app) =>
        app.Use(static (context, next) => context.GetEndpoint() is RouteEndpoint ? next(context) : UnknownPathEndpoint.InvokeAsync(context));

    private static void Map(IEndpointRouteBuilder endpoints, ServedRoute route, Gateway gateway)
    {
        RequestDelegate serve = route.Pattern.Contains("id}", StringComparison.Ordinal)
            ? context => route.Serve(new HttpCall(context, gateway) { Place = Convert.ToString(context.Request.RouteValues["id"], CultureInfo.InvariantCulture) ?? "" })
            : context => route.Serve(new HttpCall(context, gateway));
        endpoints.MapMethods(route.Pattern, [route.Method], serve);
    }
}
