using System.Net;
using Microsoft.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.AspNetCore.Callers;

/// <summary>Decides who may call: with a key where keys are configured; without any, only programs on this machine, and no web page in its browser.</summary>
internal static class Caller
{
    /// <summary>A fault when the caller may not; the key that it showed otherwise, null when none is needed.</summary>
    public static Fault? Check(HttpRequest request, GatewaySnapshot snapshot, out CallerKey? key)
    {
        key = null;
        if (!snapshot.Keys.AreRequired)
            return Stranger(request, snapshot);
        var presented = Presented(request);
        if (presented.Length == 0)
            return new Fault(FaultKind.Authentication, "This gateway needs a key: send it as 'Authorization: Bearer ...', 'x-api-key' or 'x-goog-api-key'.") { Code = "missing_api_key" };
        key = snapshot.Keys.Find(presented);
        return key is null ? new Fault(FaultKind.Authentication, "The gateway does not know this key.") { Code = "invalid_api_key" } : null;
    }

    /// <summary>A fault when the caller may not administer the gateway: with keys configured, only who shows one that is an administrator's.</summary>
    public static Fault? CheckAdmin(HttpRequest request, GatewaySnapshot snapshot) => Check(request, snapshot, out var key)
        ?? (key is { IsAdmin: false } ? new Fault(FaultKind.Permission, $"The key '{key.Name}' may not administer the gateway. Its operator can allow it by 'admin: true'.") { Code = "not_admin" } : null);

    /// <summary>The key, wherever the dialects' clients put it.</summary>
    private static ReadOnlySpan<char> Presented(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.Authorization is [{ } authorization] && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return authorization.AsSpan("Bearer ".Length).Trim();
        foreach (var name in (ReadOnlySpan<string>)["x-api-key", "api-key", "x-goog-api-key"])
        {
            if (headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } value])
                return value;
        }
        return request.Query.TryGetValue("key", out var query) && query is [{ } inQuery] ? inQuery : "";
    }

    /// <summary>
    /// A page in the operator's browser can send requests to loopback: its Origin gives it away, or, after DNS rebinding, its Host. Such a page must not spend the operator's money.
    /// </summary>
    private static Fault? Stranger(HttpRequest request, GatewaySnapshot snapshot)
    {
        if (!IsLocal(request.Host.Host, snapshot))
            return new Fault(FaultKind.Permission, $"Without a key only this machine's own names are served, not the host '{request.Host.Host}'. Configure keys, or server.allowed_hosts.") { Code = "foreign_host" };
        foreach (var origin in request.Headers.Origin)
        {
            if (!string.IsNullOrEmpty(origin) && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && IsLocal(from.Host, snapshot)))
                return new Fault(FaultKind.Permission, "Without a key web pages from elsewhere are not served. Configure keys, or server.allowed_hosts.") { Code = "foreign_origin" };
        }
        return null;
    }

    private static bool IsLocal(string host, GatewaySnapshot snapshot)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase))
            return true;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            return true;
        foreach (var allowed in snapshot.Server.AllowedHosts)
        {
            if (host.Equals(allowed, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
