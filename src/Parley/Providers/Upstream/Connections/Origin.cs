namespace Parley.Providers.Upstream.Connections;

/// <summary>Where a connection leads: requests to the same place share connections.</summary>
/// <param name="IsSecure">Whether it is spoken to under TLS.</param>
/// <param name="Host">The host as it is resolved and as its certificate names it.</param>
/// <param name="Port">The port.</param>
internal readonly record struct Origin(bool IsSecure, string Host, int Port)
{
    /// <summary>The place of an address.</summary>
    public static Origin Of(Uri address) => new(ReferenceEquals(address.Scheme, Uri.UriSchemeHttps), address.IdnHost, address.Port);

    /// <summary>What the header <c>Host</c> says.</summary>
    public string Authority
    {
        get
        {
            var host = Host.Contains(':') ? $"[{Host}]" : Host;
            return Port == (IsSecure ? 443 : 80) ? host : $"{host}:{Port}";
        }
    }
}
