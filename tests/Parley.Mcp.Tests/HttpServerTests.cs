using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.ToolServer;

namespace Parley.Mcp.Tests;

/// <summary>A server over streamable HTTP.</summary>
public sealed class HttpServerTests : IAsyncDisposable
{
    private const string Session = "Mcp-Session-Id";

    private readonly ConcurrentDictionary<string, StreamableHttpServerTransport> _sessions = new();
    private readonly List<string> _keys = [];
    private WebApplication? _app;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tools_are_called_with_the_headers_of_the_entry()
    {
        await using var tools = await ConnectAsync(await StartAsync());

        Assert.Equal("hello", await EchoAsync(tools, "hello"));
        Assert.All(_keys, static key => Assert.Equal("Bearer sk-of-the-server", key));
    }

    [Fact]
    public async Task Session_that_the_server_forgot_is_begun_anew_within_the_call()
    {
        await using var tools = await ConnectAsync(await StartAsync());
        _sessions.Clear();

        Assert.Equal("hello", await EchoAsync(tools, "hello"));
    }

    [Fact]
    public async Task Server_that_refuses_the_key_is_told_without_it()
    {
        await using var tools = await ConnectAsync(await StartAsync(), "sk-another-secret");

        Assert.Empty(tools.Tools);
        Assert.Contains("401", tools.Servers[0].Trouble, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-another-secret", tools.Servers[0].Trouble, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static Task<McpTools> ConnectAsync(Uri address, string key = "sk-of-the-server") => McpTools.ConnectAsync(options =>
    {
        options.Handlers = static () => new SocketsHttpHandler { UseProxy = false };
        options.AddHttp("box", address, server => server with { Headers = ImmutableDictionary<string, SecretSetting>.Empty.Add("Authorization", new SecretSetting(new Secret("Bearer " + key))) });
    }, Stop);

    private static async Task<object?> EchoAsync(McpTools tools, string text) =>
        await tools.Tools.Single(static tool => tool.Name == "mcp__box__echo").InvokeAsync(new AIFunctionArguments { ["text"] = text }, Stop);

    private async Task<Uri> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/mcp", ServeAsync);
        await _app.StartAsync(Stop);
        return new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/mcp");
    }

    private async Task ServeAsync(HttpContext context)
    {
        var key = context.Request.Headers.Authorization.ToString();
        if (key != "Bearer sk-of-the-server")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        lock (_keys)
            _keys.Add(key);
        var message = await JsonSerializer.DeserializeAsync<JsonRpcMessage>(context.Request.Body, McpJsonUtilities.DefaultOptions, context.RequestAborted);
        if (!TryFind(context, out var transport))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.Headers[Session] = transport.SessionId;
        context.Response.ContentType = "text/event-stream";
        if (!await transport.HandlePostRequestAsync(message!, context.Response.Body, context.RequestAborted))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    private bool TryFind(HttpContext context, out StreamableHttpServerTransport transport)
    {
        if (context.Request.Headers.TryGetValue(Session, out var session))
            return _sessions.TryGetValue(session.ToString(), out transport!);
        transport = new StreamableHttpServerTransport { SessionId = Guid.NewGuid().ToString("N") };
        _sessions[transport.SessionId] = transport;
        _ = McpServer.Create(transport, ToolBox.Options()).RunAsync(CancellationToken.None);
        return true;
    }
}
