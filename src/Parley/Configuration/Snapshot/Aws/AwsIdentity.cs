namespace Parley.Configuration;

/// <summary>As whom requests to AWS are signed, and where the keys for it may be found: everything that the environment says is in it, so that nobody has to ask the environment later.</summary>
/// <param name="Region">The region whose service is called; part of the signature.</param>
/// <param name="Service">The service's name in signatures: <c>bedrock</c>.</param>
public sealed record AwsIdentity(string Region, string Service)
{
    /// <summary>The id of a key that was given; null when keys are to be looked for.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The key of <see cref="AccessKeyId"/>.</summary>
    public Secret? SecretAccessKey { get; init; }

    /// <summary>The token of a temporary key.</summary>
    public Secret? SessionToken { get; init; }

    /// <summary>The profile of the shared files.</summary>
    public string Profile { get; init; } = "default";

    /// <summary>The shared files, the one with the keys first.</summary>
    public SharedAwsFiles Files { get; init; } = new("", "");

    /// <summary>The role that a token in a file stands for; null without one.</summary>
    public AwsWebIdentity? WebIdentity { get; init; }

    /// <summary>Where a container is given its keys; null outside of one.</summary>
    public AwsContainer? Container { get; init; }

    /// <summary>The metadata service of the machine; null where it must not be asked.</summary>
    public Uri? InstanceMetadata { get; init; }
}

/// <summary>The files that AWS's programs share.</summary>
/// <param name="Credentials">The path of the file with keys; empty for none.</param>
/// <param name="Config">The path of the file with profiles; empty for none.</param>
public sealed record SharedAwsFiles(string Credentials, string Config);

/// <summary>A role that is taken on with a token of somebody else (Kubernetes, GitHub).</summary>
/// <param name="TokenFile">The file that holds the token.</param>
/// <param name="RoleArn">The role.</param>
/// <param name="SessionName">The name under which it is taken on.</param>
public sealed record AwsWebIdentity(string TokenFile, string RoleArn, string SessionName)
{
    /// <summary>Where the token is exchanged; null for the region's own service.</summary>
    public Uri? TokenService { get; init; }
}

/// <summary>Where a container is given its keys.</summary>
/// <param name="Address">The address.</param>
/// <param name="Authorization">What to say there; null for nothing.</param>
/// <param name="AuthorizationFile">The file that holds what to say there, read anew each time; null for none.</param>
public sealed record AwsContainer(Uri Address, Secret? Authorization, string? AuthorizationFile);
