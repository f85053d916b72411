using Parley.Configuration;
using Parley.Providers.Upstream;

namespace Parley.Providers.Auth;

/// <summary>The role of the machine itself, from its metadata service (IMDSv2: a token first, then the role's name, then its key).</summary>
internal sealed class InstanceSource(UpstreamHandlers handlers) : IAwsCredentialSource
{
    private const string Whom = "the metadata service of this machine";
    private const string Roles = "latest/meta-data/iam/security-credentials/";

    public async ValueTask<AwsCredentials?> FindAsync(AwsIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.InstanceMetadata is not { } service)
            return null;
        if (await TokenAsync(service, cancellationToken).ConfigureAwait(false) is not { } token)
            return null;
        var role = await GetAsync(service, Roles, token, cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrWhiteSpace(role))
            return null;
        var answer = await GetAsync(service, Roles + role.Split('\n')[0].Trim(), token, cancellationToken).ConfigureAwait(false);
        return answer is null ? null : AwsMetadata.Read(answer, Whom);
    }

    /// <summary>The token; null where there is no such service, as on every machine outside of AWS.</summary>
    private async ValueTask<string?> TokenAsync(Uri service, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(service, "latest/api/token"));
        request.Headers.TryAddWithoutValidation("x-aws-ec2-metadata-token-ttl-seconds", "21600");
        try
        {
            return await AwsMetadata.AskAsync(handlers, request, Whom, cancellationToken).ConfigureAwait(false);
        }
        catch (CredentialException absent) when (absent.InnerException is not null)
        {
            return null;
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested && late.InnerException is TimeoutException)
        {
            return null;
        }
    }

    private async ValueTask<string?> GetAsync(Uri service, string path, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service, path));
        request.Headers.TryAddWithoutValidation("x-aws-ec2-metadata-token", token);
        return await AwsMetadata.AskAsync(handlers, request, Whom, cancellationToken).ConfigureAwait(false);
    }
}
