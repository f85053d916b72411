using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Parley.AspNetCore.Callers;

/// <summary>Who calls, by address: who is connected, or, where that is a proxy that the operator trusts, who it says is behind it.</summary>
internal static class ClientAddress
{
    private const string Forwarded = "X-Forwarded-For";

    /// <summary>The address; null when nobody knows, or a trusted proxy says what is none.</summary>
    public static IPAddress? Of(HttpRequest request, ImmutableArray<IPNetwork> proxies)
    {
        var address = Plain(request.HttpContext.Connection.RemoteIpAddress);
        if (proxies.IsEmpty || !request.Headers.TryGetValue(Forwarded, out var lines))
            return address;
        // From the end: what stands before the first that is not trusted anybody can have written.
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            var hops = (lines[i] ?? "").Split(',', StringSplitOptions.TrimEntries);
            for (var j = hops.Length - 1; j >= 0; j--)
            {
                if (address is null || !IsTrusted(address, proxies))
                    return address;
                address = IPEndPoint.TryParse(hops[j], out var hop) ? Plain(hop.Address) : null;
            }
        }
        return address;
    }

    private static bool IsTrusted(IPAddress address, ImmutableArray<IPNetwork> proxies)
    {
        foreach (var proxy in proxies)
        {
            if (proxy.Contains(address))
                return true;
        }
        return false;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
