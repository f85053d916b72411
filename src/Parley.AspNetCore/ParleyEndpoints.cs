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
        OllamaEndpoints.Map(endpoints, gateway);
        HealthEndpoints.Map(endpoints, gateway);
        return endpoints;
    }

    private static void MapOperation(IEndpointRouteBuilder endpoints, Dialect dialect, ChatEndpoint endpoint)
    {
        foreach (var route in endpoint.Operation.Routes)
        {
            foreach (var path in (ReadOnlySpan<string>)[$"/{route}", $"/{dialect.Prefix}/{route}"])
                endpoints.MapPost(path, (RequestDelegate)endpoint.InvokeAsync);
        }
    }
}
