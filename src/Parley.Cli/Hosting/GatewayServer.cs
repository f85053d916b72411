using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.AspNetCore;

namespace Parley.Cli.Hosting;

/// <summary>Builds the HTTP server of the program.</summary>
internal static class GatewayServer
{
    /// <summary>
    /// Continuations run on the socket's thread instead of being queued: half of the cost of a small request is otherwise the hand-over.
    /// Safe because nothing here blocks; large bodies hop off the thread. Must be set before the first socket is made.
    /// </summary>
    public static void PreferInlineCompletions() => Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

    /// <summary>A server on one address, not started.</summary>
    public static WebApplication Build(IPEndPoint address, Func<IServiceProvider, Gateway> gateway, LogLevel level)
    {
        // Empty: the host's own configuration files would be looked for, and the whole working folder watched for them.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Logging.SetMinimumLevel(level).AddFilter("Microsoft", LogLevel.Warning).AddProvider(new StderrLoggerProvider());
        // Any level here, even the highest, makes the host build an activity and a scope for each request; the gateway logs requests itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The host would log a failed start with its whole trace; the session says it in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(address);
            kestrel.AddServerHeader = false;
            // The endpoints hold bodies to the configured limit themselves, after decompression, and answer in the caller's dialect.
            kestrel.Limits.MaxRequestBodySize = null;
            // Bodies are collected in a buffer of their own; the server needs room for what the network brings at once.
            kestrel.Limits.MaxRequestBufferSize = 128 << 10;
            // A model may think for minutes, and a caller may read slowly: rates are no sign of abuse here; deadlines are the engine's.
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.Configure<SocketTransportOptions>(static sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPool.Factory>();
        builder.Services.AddParley(gateway);
        var app = builder.Build();
        app.UseParleyFallback();
        app.MapParley();
        return app;
    }
}
