using System.Text.Json;

namespace Parley.Providers.Auth;

/// <summary>
/// What a file of Google's says of somebody whom another identity provider vouches for (workload identity federation): where that one's token is found, where it is exchanged, and for which service account.
/// </summary>
/// <remarks>Source: "Workload Identity Federation" and AIP-4117, Google: <c>credential_source</c> names a file or an address; AWS and programs are other sources, which are not supported.</remarks>
/// <param name="TokenAddress">Where tokens are exchanged.</param>
/// <param name="Audience">The provider in the pool of identities.</param>
/// <param name="SubjectTokenType">What kind of token is exchanged.</param>
/// <param name="Source">Where it is found.</param>
internal sealed record ExternalAccount(Uri TokenAddress, string Audience, string SubjectTokenType, SubjectSource Source)
{
    private const string UsualTokenAddress = "https://sts.googleapis.com/v1/token";
    private const int UsualLifetime = 3600;

    /// <summary>Where the token of a service account is had for the exchanged one; null where that one is used itself.</summary>
    public Uri? Impersonation { get; private init; }

    /// <summary>How many seconds the token of the service account is to last.</summary>
    public int Lifetime { get; private init; } = UsualLifetime;

    /// <summary>Reads the root of a file.</summary>
    /// <exception cref="CredentialException">It lacks something, or wants a source that is not supported.</exception>
    public static ExternalAccount Read(JsonElement root)
    {
        var source = root.TryGetProperty("credential_source", out var said) && said.ValueKind == JsonValueKind.Object ? said : throw new CredentialException("the file with the credentials for Google has no credential_source");
        return new ExternalAccount(
            new Uri(GoogleKey.Text(root, "token_url") ?? UsualTokenAddress),
            GoogleKey.Demand(root, "audience"),
            GoogleKey.Demand(root, "subject_token_type"),
            SubjectSource.Read(source))
        {
            Impersonation = GoogleKey.Text(root, "service_account_impersonation_url") is { } address ? new Uri(address) : null,
            Lifetime = root.TryGetProperty("service_account_impersonation", out var options) && options.ValueKind == JsonValueKind.Object
                && options.TryGetProperty("token_lifetime_seconds", out var seconds) && seconds.TryGetInt32(out var count) ? count : UsualLifetime,
        };
    }
}

/// <summary>Where the token of the other identity provider is found: in a file or at an address, as it is or as a member of JSON.</summary>
/// <param name="File">The file; null for none.</param>
/// <param name="Address">The address; null for none.</param>
/// <param name="Member">The member that holds the token; null where the whole text is one.</param>
internal sealed record SubjectSource(string? File, Uri? Address, string? Member)
{
    /// <summary>Headers of the request to the address.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>Reads <c>credential_source</c>.</summary>
    /// <exception cref="CredentialException">It names neither.</exception>
    public static SubjectSource Read(JsonElement source)
    {
        var (file, address) = (GoogleKey.Text(source, "file"), GoogleKey.Text(source, "url"));
        if (source.TryGetProperty("environment_id", out _) || file is null && address is null)
            throw new CredentialException("of the sources of credentials for Google only a file and a url are supported, not AWS, a program or a certificate");
        var format = source.TryGetProperty("format", out var said) && said.ValueKind == JsonValueKind.Object ? said : default;
        var isJson = format.ValueKind == JsonValueKind.Object && GoogleKey.Text(format, "type") == "json";
        return new SubjectSource(file, file is null ? new Uri(address!) : null, isJson ? GoogleKey.Demand(format, "subject_token_field_name") : null)
        {
            Headers = source.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Object
                ? [.. headers.EnumerateObject().Where(static header => header.Value.ValueKind == JsonValueKind.String).Select(static header => KeyValuePair.Create(header.Name, header.Value.GetString()!))]
                : [],
        };
    }

    /// <summary>The token in a text.</summary>
    /// <exception cref="CredentialException">There is none.</exception>
    public string TokenIn(string text)
    {
        if (Member is null)
            return text.Trim() is { Length: > 0 } whole ? whole : throw Missing();
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object && GoogleKey.Text(document.RootElement, Member) is { Length: > 0 } token ? token : throw Missing();
        }
        catch (JsonException broken)
        {
            throw new CredentialException("the token to exchange at Google stands in JSON that cannot be read", broken);
        }
    }

    private static CredentialException Missing() => new("there is no token to exchange at Google where its credential_source says");
}
