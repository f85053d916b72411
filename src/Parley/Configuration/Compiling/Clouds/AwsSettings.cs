using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Reads who signs requests to AWS: what the operator said, else what AWS's own programs look for in the environment.</summary>
/// <remarks>Source: "Standardized credential providers", AWS SDKs and Tools Reference Guide.</remarks>
internal static class AwsSettings
{
    private const string Service = "bedrock";
    private const string ContainerHost = "http://169.254.170.2";
    private const string MetadataHost = "http://169.254.169.254";

    /// <summary>The identity of a backend.</summary>
    public static AwsIdentity Of(BackendOptions options, ProviderDescriptor provider, Uri address, Func<string, string?> environment)
    {
        var own = options.Auth;
        var region = new Placeholders(provider, options, environment).Fill("{region}", out _) ?? Said("AWS_REGION") ?? Said("AWS_DEFAULT_REGION") ?? RegionOf(address.Host) ?? "us-east-1";
        var identity = new AwsIdentity(region, Service)
        {
            Profile = own?.Profile ?? Said("AWS_PROFILE") ?? "default",
            Files = new SharedAwsFiles(Said("AWS_SHARED_CREDENTIALS_FILE") ?? Home("credentials"), Said("AWS_CONFIG_FILE") ?? Home("config")),
        };
        if (own?.AccessKeyId is { } id)
            return identity with { AccessKeyId = id, SecretAccessKey = own.SecretAccessKey?.Value, SessionToken = own.SessionToken?.Value };
        // Who chooses a profile means that one and no other place.
        if (own?.Profile is not null)
            return identity;
        return identity with
        {
            AccessKeyId = Said("AWS_ACCESS_KEY_ID"),
            SecretAccessKey = Hidden("AWS_SECRET_ACCESS_KEY"),
            SessionToken = Hidden("AWS_SESSION_TOKEN"),
            WebIdentity = Said("AWS_WEB_IDENTITY_TOKEN_FILE") is { } file && Said("AWS_ROLE_ARN") is { } role
                ? new AwsWebIdentity(file, role, Said("AWS_ROLE_SESSION_NAME") ?? "parley") { TokenService = Address(Said("AWS_ENDPOINT_URL_STS")) } : null,
            Container = ContainerOf(),
            InstanceMetadata = Said("AWS_EC2_METADATA_DISABLED")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true ? null : Address(Said("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? MetadataHost),
        };

        string? Said(string name) => environment(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        Secret? Hidden(string name) => Said(name) is { } value ? new Secret(value) : null;

        string Home(string file) => (Said("HOME") ?? Said("USERPROFILE")) is { } home ? Path.Combine(home, ".aws", file) : "";

        AwsContainer? ContainerOf()
        {
            var text = Said("AWS_CONTAINER_CREDENTIALS_FULL_URI") ?? (Said("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is { } relative ? ContainerHost + relative : null);
            return Address(text) is { } at ? new AwsContainer(at, Hidden("AWS_CONTAINER_AUTHORIZATION_TOKEN"), Said("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) : null;
        }
    }

    private static Uri? Address(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>The region in a host such as <c>bedrock-runtime.eu-central-1.amazonaws.com</c>; null when there is none.</summary>
    private static string? RegionOf(string host) => host.Split('.') is [_, var region, "amazonaws", ..] ? region : null;
}
