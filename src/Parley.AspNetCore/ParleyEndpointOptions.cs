using Microsoft.AspNetCore.Http;
using Parley.Configuration;

namespace Parley.AspNetCore;

/// <summary>Who decides who may call Parley's endpoints.</summary>
public enum ParleyAuthorization
{
    /// <summary>Parley: with a key where keys are configured; without any, only programs on this machine, and no web page in its browser.</summary>
    Parley,

    /// <summary>
    /// The host, by its own policies (<c>app.MapParley().RequireAuthorization("policy")</c>): Parley looks at no key and no address. An endpoint without a policy is open to everybody then.
    /// Endpoints that administer Parley are mapped only where <see cref="ParleyEndpointOptions.MapAdmin"/> says so.
    /// </summary>
    Host,
}

/// <summary>What <see cref="ParleyEndpoints.MapParley(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder, string, Action{ParleyEndpointOptions})"/> maps, and for whom.</summary>
public sealed class ParleyEndpointOptions
{
    /// <summary>The name of the client that answers, as <c>AddParley(name, ...)</c> gave it; null for the one without a name.</summary>
    public string? Client { get; set; }

    /// <summary>Who decides who may call.</summary>
    public ParleyAuthorization Authorization { get; set; }

    /// <summary>
    /// Where the host decides: the key of the configuration by which a caller's limits, costs, kept replies and roles go, by name or as it is; null for a caller without any. Asked for every call, after the host's policies. Nobody is asked when null.
    /// A key that is disabled or has expired, or whose role does not reach, is refused like one that was shown.
    /// </summary>
    public Func<HttpContext, CallerKey?>? CallerOf { get; set; }

    /// <summary>Whether <c>/admin/...</c> is mapped: backends, keys, budgets, weights, efficiency, costs, kept bodies, decisions. Null: yes where Parley decides who may call, no where the host does.</summary>
    public bool? MapAdmin { get; set; }

    /// <summary>Whether <c>/{backend}/passthrough/...</c> is mapped; it reaches only backends whose configuration opens it.</summary>
    public bool MapPassthrough { get; set; } = true;

    /// <summary>Whether <c>/health/live</c> and <c>/health/ready</c> are mapped.</summary>
    public bool MapHealth { get; set; } = true;

    internal bool IsMapped(string path) =>
        path.StartsWith("/admin/", StringComparison.Ordinal) ? MapAdmin ?? Authorization == ParleyAuthorization.Parley
        : path.StartsWith("/health/", StringComparison.Ordinal) ? MapHealth
        : MapPassthrough || !path.Contains("/passthrough/", StringComparison.Ordinal);
}
