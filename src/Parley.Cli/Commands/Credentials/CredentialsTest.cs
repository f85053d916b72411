using System.CommandLine;
using System.Diagnostics;
using Parley.Cli.Hosting;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Providers;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Cli.Commands.Credentials;

/// <summary><c>parley credentials test</c>: asks a provider for its models with the key that the gateway would use.</summary>
internal static class CredentialsTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Argument<string> Name = new("name") { Description = "The id of a configured backend, or a provider." };

    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The configuration files, lowest first; parley.yaml when none is named." };

    public static Command Create()
    {
        var command = new Command("test", "Ask a provider, without spending tokens, whether it takes the key.") { Name, Config };
        command.SetAction(static (parsed, cancellationToken) => TestAsync(parsed.GetRequiredValue(Name), parsed.GetValue(Config) ?? [], cancellationToken));
        return command;
    }

    private static async Task<int> TestAsync(string name, string[] config, CancellationToken cancellationToken)
    {
        var loaded = Load(name, config);
        if (loaded.Snapshot is not { } snapshot)
        {
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
            return ExitCode.InvalidConfiguration;
        }
        var backend = snapshot.BackendList.Single(backend => backend.Id.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!backend.Enabled)
        {
            await Console.Error.WriteLineAsync($"{backend.Id}: {backend.DisabledReason}");
            return ExitCode.Refused;
        }
        var worst = ExitCode.Ok;
        foreach (var keyed in backend.Keyed.IsEmpty ? [backend] : backend.Keyed)
        {
            var check = await AskAsync(keyed, cancellationToken);
            Console.WriteLine($"{keyed.Key?.Name ?? keyed.Id}: {Word(check.Verdict)} ({check.Text})");
            worst = Math.Max(worst, CodeOf(check.Verdict));
        }
        return worst;
    }

    /// <summary>The configured backend of that name, or what the provider of that name would be without configuration.</summary>
    private static LoadedConfiguration Load(string name, string[] config)
    {
        var files = ConfigurationSource.Files(config);
        var configured = ConfigurationSource.Load(files);
        var isThere = configured.Snapshot?.BackendList.Any(backend => backend.Id.Equals(name, StringComparison.OrdinalIgnoreCase)) == true;
        return isThere || configured.Problems.Any(static problem => problem.Severity == Severity.Error) ? configured
            : ConfigurationSource.Loader.Load(new GatewayOptions { Credentials = configured.Options?.Credentials, Backends = [new BackendOptions { Id = name, Type = name }] });
    }

    private static async Task<CredentialCheck> AskAsync(Backend backend, CancellationToken cancellationToken)
    {
        using var handlers = new UpstreamHandlers();
        using var patience = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await new CredentialProbe(new BackendGet(handlers, new AuthSchemes(handlers, TimeProvider.System), static keyed => keyed)).AskAsync(backend, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CredentialCheck(CredentialVerdict.Unreachable, $"no answer within {Patience.TotalSeconds} seconds");
        }
    }

    private static string Word(CredentialVerdict verdict) => verdict switch
    {
        CredentialVerdict.Accepted => "the key is accepted",
        CredentialVerdict.Refused => "the key is refused",
        CredentialVerdict.Unknown => "the key could not be tested",
        CredentialVerdict.Unreachable => "no usable answer",
        _ => throw new UnreachableException(),
    };

    private static int CodeOf(CredentialVerdict verdict) => verdict switch
    {
        CredentialVerdict.Accepted => ExitCode.Ok,
        CredentialVerdict.Refused => ExitCode.Refused,
        CredentialVerdict.Unreachable => ExitCode.Unavailable,
        _ => ExitCode.Failure,
    };
}
