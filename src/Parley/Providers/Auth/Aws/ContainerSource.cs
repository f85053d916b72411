using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>The address where a container is given its keys (ECS task roles, EKS pod identities).</summary>
internal sealed class ContainerSource(UpstreamHandlers handlers) : IAwsCredentialSource
{
    private const string Whom = "the service that gives containers their keys";

    public async ValueTask<AwsCredentials?> FindAsync(AwsIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Container is not { } container)
            return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, container.Address);
        var authorization = container.AuthorizationFile is { } file ? await SecretFile.ReadAsync(file, "the file with the token for AWS", cancellationToken).ConfigureAwait(false) : container.Authorization?.Reveal();
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await AwsMetadata.AskAsync(handlers, request, Whom, cancellationToken).ConfigureAwait(false) is { } answer ? AwsMetadata.Read(answer, Whom) : null;
    }
}
