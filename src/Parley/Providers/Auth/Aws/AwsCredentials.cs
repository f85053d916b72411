using Parley.Configuration;

namespace Parley.Providers.Auth;

/// <summary>A key that signs requests to AWS.</summary>
/// <param name="AccessKeyId">Its id, which is shown in every request.</param>
/// <param name="SecretAccessKey">The key itself, which never leaves the program.</param>
/// <param name="SessionToken">The token of a temporary key; null for a lasting one.</param>
internal sealed record AwsCredentials(string AccessKeyId, Secret SecretAccessKey, Secret? SessionToken)
{
    /// <summary>When it ends; null for a lasting one.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>A place where a key may be found. Thread-safe.</summary>
internal interface IAwsCredentialSource
{
    /// <summary>The key; null when there is none in this place.</summary>
    /// <exception cref="CredentialException">There should be one, and it cannot be had.</exception>
    ValueTask<AwsCredentials?> FindAsync(AwsIdentity identity, CancellationToken cancellationToken);
}
