using System.Collections.Frozen;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Resilience;

/// <summary>What may help after a fault.</summary>
internal enum Remedy
{
    /// <summary>Nothing: it is the caller's, or will come again wherever one asks.</summary>
    Stop,

    /// <summary>Another target.</summary>
    NextTarget,

    /// <summary>Another credential of the same backend; where there is none, another target.</summary>
    NextKey,

    /// <summary>Another target; where there is none left, the same after a while.</summary>
    Retry,

    /// <summary>A model into which more fits.</summary>
    LargerWindow,

    /// <summary>A model whose provider is said to filter less.</summary>
    OtherFilter,
}

/// <summary>What goes wrong, as far as the remedy differs.</summary>
internal enum FaultClass
{
    /// <summary>No connection.</summary>
    Connect,

    /// <summary>A connection that was lost before an answer began.</summary>
    ConnectionLost,

    /// <summary>A credential that is not given out.</summary>
    NoCredential,

    /// <summary>A connection whose certificate or handshake is not accepted.</summary>
    Tls,

    /// <summary>No connection in time.</summary>
    ConnectTimeout,

    /// <summary>No first event in time.</summary>
    FirstEventTimeout,

    /// <summary>Silence in the middle, or a stream that only trickles.</summary>
    IdleTimeout,

    /// <summary>The attempt took too long.</summary>
    TotalTimeout,

    /// <summary>408.</summary>
    RequestTimeout,

    /// <summary>409.</summary>
    Conflict,

    /// <summary>429.</summary>
    RateLimit,

    /// <summary>429 or 402 of an account that has nothing left.</summary>
    Quota,

    /// <summary>5xx of the provider's own, its gateway's 504 among them.</summary>
    ServerError,

    /// <summary>A failure that an answer tells of whose status says that all is well.</summary>
    FailedInside,

    /// <summary>503 and 529, and the events that stand for them in a stream.</summary>
    Overloaded,

    /// <summary>An answer that cannot be read or was cut short.</summary>
    MalformedReply,

    /// <summary>401.</summary>
    Authentication,

    /// <summary>402.</summary>
    Payment,

    /// <summary>403.</summary>
    Permission,

    /// <summary>The prompt does not fit.</summary>
    ContextLength,

    /// <summary>A filter refused the prompt.</summary>
    ContentPolicy,

    /// <summary>The target lacks what the request needs.</summary>
    Unsupported,

    /// <summary>The request itself is wrong, or its caller left.</summary>
    Caller,

    /// <summary>The gateway itself cannot.</summary>
    Gateway,
}

/// <summary>A row of the table.</summary>
/// <param name="Class">What goes wrong.</param>
/// <param name="Remedy">What may help.</param>
/// <param name="Why">Why, as a sentence that decisions are explained with.</param>
internal sealed record FaultRule(FaultClass Class, Remedy Remedy, string Why);

/// <summary>What is done about which fault: the one table. A configuration may change what it says of statuses, see <see cref="RetryPolicy"/>.</summary>
internal static class FaultTable
{
    /// <summary>The rows.</summary>
    public static IReadOnlyList<FaultRule> Rows { get; } =
    [
        new(FaultClass.Connect, Remedy.Retry, "no connection came about"),
        new(FaultClass.ConnectionLost, Remedy.Retry, "it closed the connection without an answer"),
        new(FaultClass.NoCredential, Remedy.NextKey, "its credential cannot be had"),
        new(FaultClass.Tls, Remedy.NextTarget, "its certificate is not accepted, and will not be in a second"),
        new(FaultClass.ConnectTimeout, Remedy.Retry, "no connection came about in time"),
        new(FaultClass.FirstEventTimeout, Remedy.NextTarget, "it did not begin to answer in time"),
        new(FaultClass.IdleTimeout, Remedy.NextTarget, "it fell silent"),
        new(FaultClass.TotalTimeout, Remedy.NextTarget, "it took too long"),
        new(FaultClass.RequestTimeout, Remedy.NextTarget, "it says that the request took too long"),
        new(FaultClass.Conflict, Remedy.NextTarget, "it says that another request is in the way"),
        new(FaultClass.RateLimit, Remedy.NextTarget, "it is asked too often"),
        new(FaultClass.Quota, Remedy.NextKey, "its account has nothing left"),
        new(FaultClass.ServerError, Remedy.Retry, "it failed"),
        new(FaultClass.FailedInside, Remedy.NextTarget, "its answer tells of a failure"),
        new(FaultClass.Overloaded, Remedy.Retry, "it is overloaded"),
        new(FaultClass.MalformedReply, Remedy.NextTarget, "its answer cannot be read"),
        new(FaultClass.Authentication, Remedy.NextKey, "it does not accept the credential"),
        new(FaultClass.Payment, Remedy.NextKey, "its account must pay"),
        new(FaultClass.Permission, Remedy.NextTarget, "the credential may not do this there"),
        new(FaultClass.ContextLength, Remedy.LargerWindow, "the prompt does not fit into its context window"),
        new(FaultClass.ContentPolicy, Remedy.OtherFilter, "its filter refused the prompt"),
        new(FaultClass.Unsupported, Remedy.NextTarget, "it lacks what the request needs"),
        new(FaultClass.Caller, Remedy.Stop, "the request is at fault, or its caller left"),
        new(FaultClass.Gateway, Remedy.Stop, "the gateway itself cannot serve it"),
    ];

    private static readonly FrozenDictionary<FaultClass, FaultRule> ByClass = Rows.ToFrozenDictionary(static row => row.Class);

    /// <summary>The row for a fault.</summary>
    public static FaultRule Of(Fault fault) => ByClass[ClassOf(fault)];

    /// <summary>What kind of thing went wrong.</summary>
    public static FaultClass ClassOf(Fault fault) => fault.Kind switch
    {
        FaultKind.Connect when fault.Cause == NetworkFaults.TlsFailed => FaultClass.Tls,
        FaultKind.Connect when fault.Cause == NetworkFaults.NoCredential => FaultClass.NoCredential,
        FaultKind.Connect => FaultClass.Connect,
        FaultKind.ConnectTimeout => FaultClass.ConnectTimeout,
        // A provider's 504 is its gateway's; only the silence that was measured here is silence.
        FaultKind.FirstEventTimeout => fault.Source == FaultSource.Provider ? FaultClass.ServerError : FaultClass.FirstEventTimeout,
        FaultKind.IdleTimeout => FaultClass.IdleTimeout,
        FaultKind.TotalTimeout => FaultClass.TotalTimeout,
        FaultKind.RequestTimeout => FaultClass.RequestTimeout,
        FaultKind.Conflict => FaultClass.Conflict,
        FaultKind.RateLimit => FaultClass.RateLimit,
        FaultKind.Quota => FaultClass.Quota,
        FaultKind.Upstream => fault.Cause == NetworkFaults.FailedInside ? FaultClass.FailedInside : FaultClass.ServerError,
        FaultKind.Overloaded => FaultClass.Overloaded,
        FaultKind.MalformedReply => fault.Cause == NetworkFaults.ConnectionLost ? FaultClass.ConnectionLost : FaultClass.MalformedReply,
        FaultKind.Authentication => FaultClass.Authentication,
        FaultKind.Payment => FaultClass.Payment,
        FaultKind.Permission => FaultClass.Permission,
        FaultKind.ContextLength => FaultClass.ContextLength,
        FaultKind.ContentPolicy => FaultClass.ContentPolicy,
        FaultKind.Unsupported => FaultClass.Unsupported,
        FaultKind.GatewayBusy or FaultKind.NoTarget or FaultKind.Internal => FaultClass.Gateway,
        _ => FaultClass.Caller,
    };
}
