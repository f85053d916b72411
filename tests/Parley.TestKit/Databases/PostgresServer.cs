using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Parley.TestKit.Databases;

/// <summary>A PostgreSQL server of the test's own, on loopback, in a folder that goes with it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "parley";
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-pg-").FullName;
    private readonly string _programs;
    private readonly int _port;
    private Process? _server;

    private PostgresServer(string programs)
    {
        _programs = programs;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Its address, for the database that is there from the start.</summary>
    public string Address => $"postgres://{User}@127.0.0.1:{_port}/postgres";

    /// <summary>The folder of the newest server that is installed; null when none is.</summary>
    public static string? Programs => !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").Select(static version => Path.Combine(version, "bin")).Where(static bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();

    /// <summary>Makes a server and starts it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Programs ?? throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql"));
        if (Environment.UserName == "root")
            await RunAsync("chown", "-R", "postgres", server._folder);
        var (program, arguments) = server.AsUser("initdb", "-D", server.Data, "-U", User, "--auth=trust", "-N", "-E", "UTF8");
        await RunAsync(program, arguments);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, with what was in it.</summary>
    public async Task StartAgainAsync()
    {
        var (program, arguments) = AsUser("postgres", "-D", Data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder}", "-c", "fsync=off", "-c", "max_connections=60");
        _server = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = _folder })!;
        _server.ErrorDataReceived += static (_, _) => { };
        _server.BeginErrorReadLine();
        for (var tries = 0; tries < 200; tries++)
        {
            var (ready, question) = AsUser("pg_isready", "-h", "127.0.0.1", "-p", $"{_port}");
            if (await CodeOfAsync(ready, question) == 0)
                return;
            await Task.Delay(50);
        }
        throw new InvalidOperationException("PostgreSQL does not start.");
    }

    /// <summary>Stops it at once, as a failing machine would.</summary>
    public async Task StopAsync()
    {
        var (program, arguments) = AsUser("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        await CodeOfAsync(program, arguments);
        await _server!.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
            await StopAsync();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>It does not run as root.</summary>
    private (string Program, string[] Arguments) AsUser(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        return Environment.UserName == "root" ? ("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments]) : (path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        if (await CodeOfAsync(program, arguments) is not 0 and var code)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}.");
    }

    private static async Task<int> CodeOfAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await Task.WhenAll(output, errors);
        return process.ExitCode;
    }
}
