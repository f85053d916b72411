using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Client;
using Parley.Configuration.Options;

namespace Parley.Mcp;

/// <summary>How servers are reached. The protocol's own logger gets nothing: at its lowest level it writes headers, variables and bodies.</summary>
internal static class Transports
{
    private static readonly TimeSpan UntilKilled = TimeSpan.FromSeconds(2);

    public static IClientTransport Of(ToolServerOptions server, Func<HttpMessageHandler>? handlers) => server.Command is { } command ? Program(server, command) : Http(server, handlers);

    /// <summary>The program inherits none of the keys that stand in the environment of this process.</summary>
    private static StdioClientTransport Program(ToolServerOptions server, string command)
    {
        var environment = StdioClientTransportOptions.GetDefaultEnvironmentVariables();
        foreach (var (name, setting) in server.Environment)
            environment[name] = setting.Value?.Reveal() ?? "";
        return new StdioClientTransport(
            new StdioClientTransportOptions
            {
                Name = server.Name,
                Command = command,
                Arguments = [.. server.Arguments],
                WorkingDirectory = server.Folder,
                InheritEnvironmentVariables = false,
                EnvironmentVariables = environment,
                ShutdownTimeout = UntilKilled,
            },
            NullLoggerFactory.Instance);
    }

    private static HttpClientTransport Http(ToolServerOptions server, Func<HttpMessageHandler>? handlers)
    {
#pragma warning disable RS0030 // The package wants an HttpClient; these connections are not those of backends.
        var client = new HttpClient(handlers?.Invoke() ?? new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
        return new HttpClientTransport(
            new HttpClientTransportOptions
            {
                Name = server.Name,
                Endpoint = new Uri(server.Url!),
                TransportMode = HttpTransportMode.StreamableHttp,
                ConnectionTimeout = server.ConnectTimeout,
                AdditionalHeaders = server.Headers.ToDictionary(static pair => pair.Key, static pair => pair.Value.Value?.Reveal() ?? "", StringComparer.OrdinalIgnoreCase),
            },
            client,
            NullLoggerFactory.Instance,
            ownsHttpClient: true);
    }
}
