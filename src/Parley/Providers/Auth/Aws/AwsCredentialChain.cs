using System.Collections.Concurrent;
using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>
/// The places where a key may be found, in the order of AWS's own programs: given or in the environment, a token in a file, the shared files, the container, the machine.
/// What was found is kept until five minutes before it ends, what lasts for as long: files change.
/// </summary>
/// <remarks>One search at a time for each identity; callers who come meanwhile wait for it.</remarks>
internal sealed class AwsCredentialChain(UpstreamHandlers handlers, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly IAwsCredentialSource[] _sources =
    [
        new GivenKey(), new WebIdentitySource(handlers), new SharedFileSource(new WebIdentitySource(handlers)), new ContainerSource(handlers), new InstanceSource(handlers),
    ];

    private readonly ConcurrentDictionary<AwsIdentity, Found> _found = new();
    private readonly ConcurrentDictionary<AwsIdentity, SemaphoreSlim> _gates = new();

    /// <summary>The key of an identity.</summary>
    /// <exception cref="CredentialException">There is none.</exception>
    public async ValueTask<AwsCredentials> FindAsync(AwsIdentity identity, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(identity, out var found) && time.GetUtcNow() < found.Until)
            return found.Credentials;
        var gate = _gates.GetOrAdd(identity, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_found.TryGetValue(identity, out found) || time.GetUtcNow() >= found.Until)
                _found[identity] = found = await SearchAsync(identity, cancellationToken).ConfigureAwait(false);
            return found.Credentials;
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<Found> SearchAsync(AwsIdentity identity, CancellationToken cancellationToken)
    {
        foreach (var source in _sources)
        {
            if (await source.FindAsync(identity, cancellationToken).ConfigureAwait(false) is not { } credentials)
                continue;
            var now = time.GetUtcNow();
            var until = credentials.Expires is not { } end ? now + Margin : end - now > Margin * 2 ? end - Margin : now + (end - now) / 2;
            return new Found(credentials, until);
        }
        throw new CredentialException("there is neither a key of AWS in the configuration, the environment or the shared files nor a role of this machine");
    }

    private sealed record Found(AwsCredentials Credentials, DateTimeOffset Until);

    /// <summary>A key that the configuration or the environment gives.</summary>
    private sealed class GivenKey : IAwsCredentialSource
    {
        public ValueTask<AwsCredentials?> FindAsync(AwsIdentity identity, CancellationToken cancellationToken) => ValueTask.FromResult(
            identity is { AccessKeyId: { } id, SecretAccessKey: { } key } ? new AwsCredentials(id, key, identity.SessionToken) : null);
    }
}
