using System.Net;
using System.Net.Sockets;

namespace Parley.Providers.Media;

/// <summary>
/// Which addresses are on the public internet. Whoever lets a stranger name an address must not become his way into the network that he cannot reach himself:
/// loopback, private networks, the link, the metadata of clouds, and every form in which one of these can be written.
/// </summary>
internal static class PublicAddress
{
    /// <summary>IANA's special-purpose registries (RFC 6890 and after), multicast included.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(static network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Compatible = IPNetwork.Parse("::/96");

    /// <summary>True when the address may be connected to.</summary>
    /// <param name="address">The address.</param>
    /// <param name="allowed">Networks that may be reached all the same.</param>
    public static bool MayReach(IPAddress address, IReadOnlyList<IPNetwork> allowed)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IsIn(allowed, address))
            return true;
        return !IsIn(Special, address) && (Embedded(address) is not { } inner || MayReach(inner, allowed));
    }

    /// <summary>The IPv4 address within an address of a transition mechanism; null for every other.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address) || Compatible.Contains(address))
            return new IPAddress(bytes.AsSpan(12, 4));
        return SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }

    private static bool IsIn(IReadOnlyList<IPNetwork> networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }
}
