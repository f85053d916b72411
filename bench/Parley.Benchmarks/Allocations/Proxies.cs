using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Cli.Hosting;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;

namespace Parley.Benchmarks.Allocations;

/// <summary>Parley as the program runs it, and the least that a proxy on the same server and client must do.</summary>
internal static class Proxies
{
    public static async Task<(WebApplication App, int Port)> ParleyAsync(int upstream)
    {
        GatewayServer.PreferInlineCompletions();
        var configuration = $$"""
            { "backends": [
                { "id": "openai", "type": "openai", "endpoint": "http://127.0.0.1:{{upstream}}/v1", "api_key": "sk-mock" },
                { "id": "anthropic", "type": "anthropic", "endpoint": "http://127.0.0.1:{{upstream}}", "api_key": "sk-mock" } ],
              "keys": [ { "name": "bench", "key": "sk-client-key" } ] }
            """;
        var snapshot = new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("bench.json", configuration)]).Require();
        return await StartAsync(GatewayServer.Build(new IPEndPoint(IPAddress.Loopback, 0), _ => new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance), LogLevel.None));
    }

    public static async Task<(WebApplication App, int Port)> BareAsync(int upstream)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        var address = new Uri($"http://127.0.0.1:{upstream}/v1/chat/completions");
        app.MapPost("/{**path}", context => ForwardAsync(context, invoker, address));
        return await StartAsync(app);
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker invoker, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(context.Request.Body) };
        request.Content.Headers.ContentLength = context.Request.ContentLength;
        using var response = await invoker.SendAsync(request, context.RequestAborted);
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task<(WebApplication App, int Port)> StartAsync(WebApplication app)
    {
        await app.StartAsync(CancellationToken.None);
        return (app, new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port);
    }
}
