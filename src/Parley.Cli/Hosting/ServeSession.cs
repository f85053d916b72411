using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Cli.Commands;
using Parley.Configuration;
using Parley.Configuration.Compiling;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Discovery;
using Parley.Configuration.Options;
using Parley.Ledger;
using Parley.Ledger.Keys;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley.Cli.Hosting;

/// <summary>What <c>parley serve</c> was asked for.</summary>
/// <param name="Config">The files that were named, lowest first.</param>
/// <param name="Port">The port in place of the configured one.</param>
/// <param name="Level">How much to log.</param>
internal sealed record ServeOptions(IReadOnlyList<string> Config, int? Port, LogLevel Level);

/// <summary>One run of the gateway, from its configuration to its last request.</summary>
internal static class ServeSession
{
    private static readonly TimeSpan KeysPatience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        GatewayServer.PreferInlineCompletions();
        var files = ConfigurationSource.Files(options.Config);
        var stamp = FileStamps.Of(ConfigurationSource.CredentialFiles);
        using var handlers = new UpstreamHandlers();
        var discovery = new ZeroConfiguration(Catalog.BuiltIn, Environment.GetEnvironmentVariable, new LocalProbe(handlers), TimeProvider.System) { Credentials = ConfigurationSource.Credentials };
        var found = files.Count == 0 ? await discovery.FindAsync(new ServerOptions(), cancellationToken) : null;
        var loaded = found is null ? await ConfigurationSource.LoadAsync(files, cancellationToken) : found.Problems.IsEmpty ? ConfigurationSource.Loader.Load(found.Options) : new LoadedConfiguration(null, null, found.Problems);
        if (loaded.Problems.Count > 0)
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
        if (loaded.Snapshot is not { } snapshot)
            return ExitCode.InvalidConfiguration;
        if (await AddressOfAsync(snapshot, options.Port, cancellationToken) is not { } wanted)
        {
            await Console.Error.WriteLineAsync($"error: no address is known for the host of `server.http: {snapshot.Server.Http}`.");
            return ExitCode.Failure;
        }
        var store = new ConfigurationStore(snapshot);
        if (!TryOpenBooks(StorePlace.Of(snapshot.Store, files, Environment.GetEnvironmentVariable), snapshot, out var books))
            return ExitCode.Failure;
        await using var kept = books;
        using var keys = await KeysOfAsync(books, cancellationToken);
        await using var app = GatewayServer.Build(wanted, services => Create(services, store, books, keys), options.Level);
        if (!await TryStartAsync(app, wanted, cancellationToken))
            return ExitCode.Failure;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var watched = new Watched(files, stamp, found is null ? null : () => found = discovery.FindKeys(found));
        await ServeAsync(app, store, watched, Banner.Text(address, keys?.Over(snapshot) ?? snapshot, files, found), cancellationToken);
        return ExitCode.Ok;
    }

    /// <summary>Opens the ledger. Where nobody said where it is to be, the gateway runs without one when it cannot be written.</summary>
    private static bool TryOpenBooks(StorePlace place, GatewaySnapshot snapshot, out Bookkeeper? books)
    {
        books = null;
        try
        {
            books = place.OpenBooks(snapshot, TimeProvider.System, new StderrLoggerProvider().CreateLogger("Parley"));
            return true;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (place.MayHoldKeys && !place.IsSaid)
            {
                Console.Error.WriteLine($"error: `{place.Folder}` may hold keys in its store, and cannot be used: {failed.Message} (to run without it: store: none)");
                return false;
            }
            Console.Error.WriteLine(place.IsSaid ? $"error: the ledger cannot be kept: {failed.Message}" : $"warning: no ledger is kept, since `{place.Folder}` cannot be written: {failed.Message} (say where: store: PATH, or store: none)");
            return !place.IsSaid;
        }
    }

    /// <summary>The keys of the store, read once before anybody calls. Where that takes too long callers wait for it, since nobody knows then who may call.</summary>
    private static async Task<KeyRing?> KeysOfAsync(Bookkeeper? books, CancellationToken cancellationToken)
    {
        if (books?.Store is not IKeyStore store)
            return null;
        var keys = new KeyRing(store, TimeProvider.System, new StderrLoggerProvider().CreateLogger("Parley"));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(KeysPatience);
        await keys.RefreshAsync(patience.Token);
        return keys;
    }

    private static async Task<bool> TryStartAsync(WebApplication app, IPEndPoint wanted, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
            return true;
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"error: {wanted} is in use; choose another port with --port, or stop the program that holds it.");
            return false;
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            await Console.Error.WriteLineAsync($"error: {wanted} cannot be listened on: {refused.Message}");
            return false;
        }
    }

    private static async Task ServeAsync(WebApplication app, ConfigurationStore store, Watched watched, string banner, CancellationToken cancellationToken)
    {
        var gateway = app.Services.GetRequiredService<Gateway>();
        using var models = new ModelRefresh(gateway, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var checks = Task.WhenAll(gateway.KeepCheckingHealthAsync(stop.Token), gateway.KeepReadingSensorsAsync(stop.Token), gateway.KeepBooksAsync(stop.Token), gateway.KeepKeysAsync(stop.Token));
        using var watch = new ConfigurationWatch(store, watched.Files, models.Wake, TimeProvider.System) { FindKeys = watched.FindKeys, HasStoredKeys = () => gateway.Keys?.Index.AreRequired == true };
        using var credentials = new CredentialWatch(static () => ConfigurationSource.CredentialFiles, watched.Credentials, watch.ReloadKeys, TimeProvider.System);
        ConfigurationSource.References.Renewed += (_, _) => watch.ReloadKeys();
        // Last, so that whoever reads it may change a file at once and see the change taken up.
        await Console.Error.WriteLineAsync(banner);
        await app.WaitForShutdownAsync(cancellationToken);
        await stop.CancelAsync();
        await checks;
    }

    private static Gateway Create(IServiceProvider services, ConfigurationStore store, Bookkeeper? books, KeyRing? keys) =>
        new(() => store.Current, TimeProvider.System, services.GetRequiredService<ILoggerFactory>(), new GatewayParts { Books = books, Keys = keys, References = ConfigurationSource.References });

    /// <summary>Where to listen; null when nobody knows the host.</summary>
    private static async Task<IPEndPoint?> AddressOfAsync(GatewaySnapshot snapshot, int? port, CancellationToken cancellationToken)
    {
        if (!GatewayAddress.TryParse(snapshot.Server.Http, out var host, out var configured))
            throw new InvalidOperationException("The server's address was checked when the configuration was compiled.");
        var address = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? literal
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
            : host is "*" or "+" ? IPAddress.Any
            : await ResolveAsync(host, cancellationToken);
        return address is null ? null : new IPEndPoint(address, port ?? configured);
    }

    private static async Task<IPAddress?> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellationToken)).FirstOrDefault();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>What is watched for changes: the files, how the credentials were when they were read, and how keys are found where there are no files.</summary>
    private sealed record Watched(IReadOnlyList<string> Files, FileStamps Credentials, Func<Discovered>? FindKeys);
}
