using System.Net;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Compiling;

/// <summary>Reads the address on which the gateway listens.</summary>
internal static class GatewayAddress
{
    /// <summary>Splits <c>host:port</c>; a port alone means loopback, <c>*</c> and an empty host every address. False when it is neither.</summary>
    public static bool TryParse(string text, out string host, out int port)
    {
        host = "";
        var rest = text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? text[7..].TrimEnd('/') : text;
        var colon = rest.LastIndexOf(':');
        if (!int.TryParse(rest.AsSpan(colon + 1), out port) || port is < 0 or > 65535)
            return false;
        host = colon < 0 ? "127.0.0.1" : rest[..colon].Trim('[', ']') is { Length: > 0 } written ? written : "*";
        return host == "*" || Uri.CheckHostName(host) != UriHostNameType.Unknown;
    }

    /// <summary>Whether a host is this machine alone.</summary>
    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether an address leads to the gateway itself: same port, and a name of this machine.</summary>
    public static bool LeadsTo(ServerOptions server, Uri address) =>
        TryParse(server.Http, out var host, out var port) && port != 0 && address.Port == port
        && (IsLoopback(address.Host) || address.Host.Equals(host, StringComparison.OrdinalIgnoreCase) || address.Host is "0.0.0.0");

    /// <summary>Reports backends that lead back here: each call to one would call itself without end.</summary>
    public static void ReportLoops(GatewayOptions options, IEnumerable<Backend> backends, ProblemList problems)
    {
        foreach (var backend in backends.Where(backend => backend.Enabled && LeadsTo(options.Server, backend.BaseAddress)))
        {
            var node = options.Backends.FirstOrDefault(entry => TargetText.Same(entry.Id, backend.Id))?.Node;
            problems.Add(new Problem(ProblemCode.BadAddress, $"backend `{backend.Id}` leads back to this gateway at {backend.BaseAddress}", Place.Of(node, "endpoint", "base_url", "baseUrl", "baseURL", "id"))
            {
                Hint = "give the provider's own address",
                Notes = node?.Find("endpoint", "base_url", "baseUrl", "baseURL") is null && !backend.Provider.EndpointEnv.IsEmpty
                    ? [$"the address may come from {string.Join(", ", backend.Provider.EndpointEnv)}"] : [],
            });
        }
    }
}
