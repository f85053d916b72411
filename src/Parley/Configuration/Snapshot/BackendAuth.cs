namespace Parley.Configuration;

/// <summary>How a backend is told who calls.</summary>
public enum AuthScheme
{
    /// <summary>It is not told.</summary>
    None,

    /// <summary><c>Authorization: Bearer key</c>.</summary>
    Bearer,

    /// <summary>The key alone in a header of its own: <c>x-api-key: key</c>.</summary>
    Header,

    /// <summary><c>Authorization: token key</c>, as personal access tokens are sent.</summary>
    Token,

    /// <summary>The key in the query: <c>?key=</c>.</summary>
    Query,

    /// <summary>A bearer token that is fetched with client credentials (RFC 6749, section 4.4) and renewed before it ends.</summary>
    OAuth2,

    /// <summary>AWS: a signature over the whole request (Signature Version 4), or a bearer token where one is given.</summary>
    Aws,

    /// <summary>Google: a bearer token for a service account, a signed-in user or the machine's own account, or one that is given.</summary>
    Google,

    /// <summary>Microsoft Entra: a bearer token for an application, a workload or the machine's own identity.</summary>
    Entra,
}

/// <summary>How a backend is told who calls, with what the scheme needs besides the credential.</summary>
/// <param name="Scheme">The scheme.</param>
/// <param name="Name">The header of <see cref="AuthScheme.Header"/> or the parameter of <see cref="AuthScheme.Query"/>; empty otherwise.</param>
public sealed record BackendAuth(AuthScheme Scheme, string Name = "")
{
    /// <summary>No credential.</summary>
    public static BackendAuth None { get; } = new(AuthScheme.None);

    /// <summary>The header that carries the credential; null for none.</summary>
    internal string? Header => Scheme switch
    {
        AuthScheme.None or AuthScheme.Query => null,
        AuthScheme.Header => Name,
        _ => "Authorization",
    };

    /// <summary>Where and as whom to fetch tokens; null unless the scheme is <see cref="AuthScheme.OAuth2"/>.</summary>
    public OAuth2Client? Client { get; init; }

    /// <summary>As whom to sign and where to find the keys; null unless the scheme is <see cref="AuthScheme.Aws"/>.</summary>
    public AwsIdentity? Identity { get; init; }

    /// <summary>Whose tokens to fetch; null unless the scheme is <see cref="AuthScheme.Google"/>.</summary>
    public GoogleIdentity? Google { get; init; }

    /// <summary>Whose tokens to fetch; null unless the scheme is <see cref="AuthScheme.Entra"/>.</summary>
    public EntraIdentity? Entra { get; init; }
}

/// <summary>A client of an OAuth 2 token endpoint; the client's secret is the backend's credential.</summary>
/// <param name="TokenAddress">The token endpoint.</param>
/// <param name="Id">The client id.</param>
/// <param name="Scope">The scopes asked for, separated by spaces; empty for none.</param>
public sealed record OAuth2Client(Uri TokenAddress, string Id, string Scope = "")
{
    /// <summary>The <c>audience</c> that some token endpoints ask for; empty for none.</summary>
    public string Audience { get; init; } = "";
}
