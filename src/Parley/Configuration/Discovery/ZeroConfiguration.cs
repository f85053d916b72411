using System.Collections.Immutable;
using Parley.Configuration.Compiling;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Discovery;

/// <summary>
/// Finds backends without any configuration: every provider whose key is in the environment or in the store, and the servers that answer on loopback.
/// </summary>
/// <param name="catalog">The providers that are known.</param>
/// <param name="environment">The value of an environment variable; null when it is not set.</param>
/// <param name="probe">Asks servers on this machine.</param>
/// <param name="time">Counts the time that probing may take.</param>
public sealed class ZeroConfiguration(Catalog catalog, Func<string, string?> environment, ILocalProbe probe, TimeProvider time)
{
    /// <summary>How long the start may be held up by looking for local servers.</summary>
    public static TimeSpan ProbeTime { get; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Where keys are looked for that are not in the environment; null for nowhere.</summary>
    public ICredentialStore? Credentials { get; init; }

    /// <summary>Looks everywhere at once.</summary>
    /// <param name="server">The gateway's own address, which is passed over.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<Discovered> FindAsync(ServerOptions server, CancellationToken cancellationToken)
    {
        var local = catalog.All.Where(provider => provider.Detection is not null).ToImmutableArray();
        var addresses = local.ToDictionary(provider => provider.Name, AddressInEnvironment);
        var running = await ProbeAsync(local, addresses.Values, server, cancellationToken).ConfigureAwait(false);

        var findings = ImmutableArray.CreateBuilder<Finding>();
        var backends = ImmutableArray.CreateBuilder<BackendOptions>();
        foreach (var provider in local)
            AddLocal(provider, addresses[provider.Name], running, findings, backends);
        return WithKeys(server, findings, backends);
    }

    /// <summary>Looks for keys once more; the servers on this machine stay as they were found.</summary>
    public Discovered FindKeys(Discovered before)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        findings.AddRange(before.Findings.Where(static finding => finding.Provider.IsKeyless));
        var local = findings.Select(static finding => finding.Provider.Name).ToHashSet(StringComparer.Ordinal);
        var backends = ImmutableArray.CreateBuilder<BackendOptions>();
        backends.AddRange(before.Options.Backends.Where(backend => local.Contains(backend.Type!)));
        return WithKeys(before.Options.Server, findings, backends);
    }

    private Discovered WithKeys(ServerOptions server, ImmutableArray<Finding>.Builder findings, ImmutableArray<BackendOptions>.Builder backends)
    {
        var problems = new ProblemList();
        var scope = new CompileScope(catalog, environment, server) { Stored = new StoredCredentials(Credentials, problems) };
        foreach (var provider in catalog.All.Where(provider => !provider.IsKeyless).OrderByDescending(provider => !provider.Models.IsEmpty))
            AddKeyed(provider, scope, findings, backends);
        return new Discovered(new GatewayOptions { Server = server, Backends = backends.DrainToImmutable() }, findings.DrainToImmutable()) { Problems = [.. problems.All] };
    }

    private async Task<IReadOnlyList<(int Port, ProviderDescriptor Kind)>> ProbeAsync(
        ImmutableArray<ProviderDescriptor> local, IEnumerable<(string? Variable, Uri? Address)> addresses, ServerOptions server, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(ProbeTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var own = GatewayAddress.TryParse(server.Http, out _, out var port) ? port : 0;
        var ports = addresses.Where(found => found.Address?.IsLoopback == true).Select(found => found.Address!.Port)
            .Concat(local.SelectMany(provider => provider.Detection!.Ports)).Where(port => port != own);
        var running = await new LocalServers(local, probe).FindAsync(ports, both.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return running;
    }

    /// <summary>An address that the environment gives to a kind of server (<c>OLLAMA_HOST</c>).</summary>
    private (string? Variable, Uri? Address) AddressInEnvironment(ProviderDescriptor provider)
    {
        foreach (var name in provider.EndpointEnv)
        {
            if (environment(name) is { Length: > 0 } value && Endpoint.Parse(value, provider) is { } address)
                return (name, address);
        }
        return (null, null);
    }

    private static void AddLocal(
        ProviderDescriptor provider, (string? Variable, Uri? Address) said, IReadOnlyList<(int Port, ProviderDescriptor Kind)> running,
        ImmutableArray<Finding>.Builder findings, ImmutableArray<BackendOptions>.Builder backends)
    {
        var before = backends.Count;
        foreach (var (port, _) in running.Where(server => server.Kind == provider))
        {
            var address = $"http://127.0.0.1:{port}";
            backends.Add(new BackendOptions { Id = backends.Count == before ? provider.Name : $"{provider.Name}-{port}", Type = provider.Name, Endpoint = address });
            findings.Add(new Finding(provider, FindingKind.Running, address));
        }
        if (said.Address is { IsLoopback: false } remote)
        {
            // Only loopback is probed; an address elsewhere is taken at its word.
            backends.Add(new BackendOptions { Id = backends.Count == before ? provider.Name : $"{provider.Name}-{remote.Host}", Type = provider.Name, Endpoint = remote.AbsoluteUri });
            findings.Add(new Finding(provider, FindingKind.Address, said.Variable!));
        }
        if (backends.Count == before)
            findings.Add(new Finding(provider, FindingKind.Absent, $"127.0.0.1:{said.Address?.Port ?? provider.Detection!.Ports[0]}") { Fix = provider.Detection!.Hint });
    }

    private void AddKeyed(ProviderDescriptor provider, CompileScope scope, ImmutableArray<Finding>.Builder findings, ImmutableArray<BackendOptions>.Builder backends)
    {
        var variable = provider.Env.FirstOrDefault(name => !string.IsNullOrWhiteSpace(environment(name)));
        var isStored = variable is null && scope.Stored.Has(provider.Name, provider);
        if (variable is null && !isStored)
        {
            if (!provider.Env.IsEmpty)
                findings.Add(new Finding(provider, FindingKind.Absent, provider.Env[0]) { Fix = $"set {provider.Env[0]}" });
            return;
        }
        var options = new BackendOptions { Id = provider.Name, Type = provider.Name };
        var problems = new ProblemList();
        if (Endpoint.Of(options, provider, scope, problems) is not null)
        {
            backends.Add(options);
            findings.Add(isStored ? new Finding(provider, FindingKind.Stored, "stored key") : new Finding(provider, FindingKind.Key, variable!));
            return;
        }
        var problem = problems.All[0];
        findings.Add(new Finding(provider, FindingKind.Incomplete, problem.Message) { Fix = provider.EndpointEnv.IsEmpty ? problem.Hint : $"set {provider.EndpointEnv[0]}" });
    }
}
