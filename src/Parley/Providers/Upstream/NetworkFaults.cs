using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Auth;

namespace Parley.Providers.Upstream;

/// <summary>What the network's exceptions mean. The one place where exceptions of the world become values.</summary>
internal static class NetworkFaults
{
    /// <summary>The cause of a fault: a connection that is not trusted.</summary>
    public const string TlsFailed = "tls_failed";

    /// <summary>The cause of a fault: a connection that was lost before an answer began.</summary>
    public const string ConnectionLost = "connection_lost";

    /// <summary>The cause of a fault: an answer that the gateway fails to read by a defect of its own, which says nothing of how the backend is.</summary>
    public const string Defect = "gateway_defect";

    /// <summary>The cause of a fault: a failure that an answer tells of whose status says that all is well: the work was done, and paid for.</summary>
    public const string FailedInside = "provider_failed";

    /// <summary>The cause of a fault: a limit of the gateway's own, which no provider has a part in.</summary>
    public const string OwnLimit = "gateway_limit";

    /// <summary>The cause of a fault: a credential that whoever gives it out does not give.</summary>
    public const string NoCredential = "credential_unavailable";

    /// <summary>The fault that an exception of an attempt stands for; null when it is a defect of Parley.</summary>
    public static Fault? Of(Exception exception, Attempt attempt) => exception switch
    {
        OperationCanceledException { InnerException: TimeoutException } => Gateway(FaultKind.ConnectTimeout, "The backend did not accept a connection in time.", attempt),
        OperationCanceledException => Ended(attempt),
        _ when attempt.Deadlines.Token.IsCancellationRequested => Ended(attempt),
        CredentialException missing => Gateway(FaultKind.Connect, $"The backend's credentials cannot be had: {missing.Message}.", attempt) with { Cause = NoCredential },
        HttpRequestException { StatusCode: not null } => Gateway(FaultKind.Connect, $"The backend cannot be reached: {Reason(exception)}.", attempt) with { Cause = NoCredential },
        // Of the body's bytes another exception tells: here not even the head of an answer has come.
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpRequestException { InnerException: IOException, HttpRequestError: HttpRequestError.Unknown } =>
            Malformed("The backend closed the connection before its answer was complete.", attempt) with { Cause = ConnectionLost },
        WireFormatException malformed => Malformed($"The backend's answer cannot be read: {malformed.Message}", attempt),
        JsonException => Malformed("The backend's answer is not valid JSON.", attempt),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => Malformed("The backend's answer is not valid HTTP/1.1.", attempt),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => Malformed("The head of the backend's answer is too large.", attempt),
        HttpRequestException { InnerException: IOException } => Malformed("The backend closed the connection before its answer was complete.", attempt),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException =>
            Gateway(FaultKind.Connect, $"The backend cannot be reached: {Reason(exception)}.", attempt) with { Cause = TlsFailed },
        HttpRequestException or SocketException => Gateway(FaultKind.Connect, $"The backend cannot be reached: {Reason(exception)}.", attempt),
        IOException => Malformed("The connection to the backend broke in the middle of its answer.", attempt),
        _ => null,
    };

    /// <summary>The fault of an attempt whose token was cancelled: a deadline, or the caller who left.</summary>
    public static Fault Ended(Attempt attempt) => attempt.Deadlines.Expired switch
    {
        FaultKind.FirstEventTimeout => Gateway(FaultKind.FirstEventTimeout, "The backend did not begin to answer in time.", attempt),
        FaultKind.IdleTimeout => Gateway(FaultKind.IdleTimeout, attempt.Deadlines.Reason ?? "The backend fell silent in the middle of its answer.", attempt),
        FaultKind.TotalTimeout => Gateway(FaultKind.TotalTimeout, attempt.Deadlines.Reason ?? "The backend took too long to answer.", attempt),
        _ => Gateway(FaultKind.Cancelled, attempt.Deadlines.Reason ?? "The caller went away.", attempt),
    };

    /// <summary>The fault of a request that comes while the process holds all the bytes that it may.</summary>
    public static Fault Busy() => new(FaultKind.GatewayBusy, "The gateway holds too many bytes of requests and replies at the moment (max_buffered_mb).") { RetryAfter = TimeSpan.FromSeconds(1), Code = "gateway_busy" };

    /// <summary>The fault of an answer that cannot be read.</summary>
    public static Fault Malformed(string message, Attempt attempt) => new(FaultKind.MalformedReply, message)
    {
        Source = FaultSource.Provider,
        Backend = attempt.Target.Backend.Id,
    };

    private static Fault Gateway(FaultKind kind, string message, Attempt attempt) => new(kind, message) { Backend = attempt.Target.Backend.Id };

    /// <summary>The reason in words that hold no address: where a backend stands is not the caller's business.</summary>
    private static string Reason(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: HttpStatusCode.OK } => "the answer of its token endpoint holds no token",
        HttpRequestException { StatusCode: { } status } => $"its token endpoint answers with status {(int)status}",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException => "its TLS certificate or handshake is not accepted",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => "the connection was refused",
        _ => "the connection failed",
    };
}
