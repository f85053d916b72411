namespace Parley.Providers.Upstream.Connections;

/// <summary>Where a connection leads: requests to the same place share connections.</summary>
/// <param name="IsSecure">Whether it is spoken to under TLS.</param>
/// <param name="Host">The host as it is resolved.</param>
/// <param name="Port">The port.</param>
/// <param name="Name">What its certificate is made out to, where the request names another host than it is sent to; null where that is the same.</param>
internal readonly record struct Origin(bool IsSecure, string Host, int Port, string? Name)
{
    /// <summary>The place of an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="host">What the request's own header <c>Host</c> says; null without one.</param>
    public static Origin Of(Uri address, string? host)
    {
        var isSecure = ReferenceEquals(address.Scheme, Uri.UriSchemeHttps);
        return new(isSecure, address.IdnHost, address.Port, isSecure && host is not null ? NameOf(host) : null);
    }

    /// <summary>What the header <c>Host</c> says.</summary>
    public string Authority
    {
        get
        {
            var host = Host.Contains(':') ? $"[{Host}]" : Host;
            return Port == (IsSecure ? 443 : 80) ? host : $"{host}:{Port}";
        }
    }

    private static string NameOf(string host) => host.LastIndexOf(':') is > 0 and var colon && !host.EndsWith(']') ? host[..colon] : host;
}
