using System.Net;
using Microsoft.AspNetCore.Http;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Serving.Callers;

namespace Parley.AspNetCore.Callers;

/// <summary>Decides who may call: with a key where keys are configured; without any, only programs on this machine, and no web page in its browser.</summary>
internal static class Caller
{
    private static readonly string[] KeyHeaders = ["x-api-key", "api-key", "x-goog-api-key"];
    private static readonly TimeSpan UntilRead = TimeSpan.FromSeconds(1);

    /// <summary>A fault when the caller may not; the key that it showed otherwise, null when none is needed.</summary>
    /// <param name="request">The call.</param>
    /// <param name="gateway">The gateway.</param>
    /// <param name="snapshot">The configuration, with the keys that hold now.</param>
    /// <param name="access">What the call needs of the key.</param>
    /// <param name="key">The key.</param>
    public static Fault? Check(HttpRequest request, Gateway gateway, GatewaySnapshot snapshot, Access access, out CallerKey? key)
    {
        key = null;
        if (request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ParleyMapping>() is { Authorization: ParleyAuthorization.Host } host)
            return OfHost(request, host, snapshot, access, out key);
        if (!snapshot.Keys.AreRequired)
            return Stranger(request, snapshot);
        if (Doubled(request.Headers) is { } doubled)
            return doubled;
        var presented = Presented(request);
        if (presented.Length == 0)
            return new Fault(FaultKind.Authentication, "This gateway needs a key: send it as 'Authorization: Bearer ...', 'x-api-key' or 'x-goog-api-key'.") { Code = "missing_api_key" };
        key = snapshot.Keys.Find(presented);
        return key is null ? Wrong(request, gateway, snapshot)
            : (key.HasConditions ? OfCondition(request, key, gateway.Engine.Time.GetUtcNow(), snapshot) : null) ?? KeyTerms.OfRole(key, access);
    }

    /// <summary>The host has let the caller in; whose limits and costs it is it says too. No key of Parley's is looked for in what the caller sent.</summary>
    private static Fault? OfHost(HttpRequest request, ParleyMapping host, GatewaySnapshot snapshot, Access access, out CallerKey? key)
    {
        key = host.CallerOf?.Invoke(request.HttpContext);
        return key is null ? null : (key.HasConditions ? OfCondition(request, key, host.Gateway.Engine.Time.GetUtcNow(), snapshot) : null) ?? KeyTerms.OfRole(key, access);
    }

    /// <summary>No key, or one that nobody has. From one address so many are told so, then it has to wait; whoever shows a right one has not.</summary>
    private static Fault Wrong(HttpRequest request, Gateway gateway, GatewaySnapshot snapshot)
    {
        if (!snapshot.Keys.AreRead)
            return new Fault(FaultKind.GatewayBusy, "The gateway has not been able to read its keys yet.") { Code = "keys_not_read", RetryAfter = UntilRead };
        return gateway.FailedKeys.Count(ClientAddress.Of(request, snapshot.Server.TrustedProxies), snapshot.Server.FailedKeys, snapshot.Server.FailedKeysWindow) is { } wait
            ? new Fault(FaultKind.RateLimit, "Too many wrong keys came from this address.") { Code = "too_many_wrong_keys", RetryAfter = wait }
            : new Fault(FaultKind.Authentication, "The gateway does not know this key.") { Code = "invalid_api_key" };
    }

    private static Fault? OfCondition(HttpRequest request, CallerKey key, DateTimeOffset now, GatewaySnapshot snapshot)
    {
        if (KeyTerms.OfTime(key, now) is { } over)
            return over;
        return key.Networks is null || key.IsTakenFrom(ClientAddress.Of(request, snapshot.Server.TrustedProxies))
            ? null
            : new Fault(FaultKind.Permission, $"The key '{key.Name}' may not be used from this address.") { Code = "address_not_allowed" };
    }

    /// <summary>A header that stands there twice is read otherwise by others on the way: which key was meant nobody knows.</summary>
    private static Fault? Doubled(IHeaderDictionary headers)
    {
        if (headers.Authorization.Count > 1)
            return Twice("Authorization");
        foreach (var name in KeyHeaders)
        {
            if (headers.TryGetValue(name, out var values) && values.Count > 1)
                return Twice(name);
        }
        return null;

        static Fault Twice(string name) => new(FaultKind.InvalidRequest, $"The header {name} is sent more than once.") { Code = "duplicate_key_header", Param = name };
    }

    /// <summary>The key, wherever the dialects' clients put it.</summary>
    private static ReadOnlySpan<char> Presented(HttpRequest request)
    {
        var shown = InHeader(request);
        return shown.Length > 0 ? shown : request.Query.TryGetValue("key", out var query) && query is [{ } inQuery] ? inQuery : "";
    }

    /// <summary>Whether a caller's key stands in a header, so that <c>key</c> in the query is none.</summary>
    public static bool ShowsKeyInHeader(HttpRequest request) => InHeader(request).Length > 0;

    private static ReadOnlySpan<char> InHeader(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.Authorization is [{ } authorization] && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return authorization.AsSpan("Bearer ".Length).Trim();
        foreach (var name in KeyHeaders)
        {
            if (headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } value])
                return value;
        }
        return "";
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
