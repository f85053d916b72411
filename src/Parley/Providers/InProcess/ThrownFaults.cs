using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Providers.InProcess;

/// <summary>What code throws that does not say which fault it means.</summary>
internal static class ThrownFaults
{
    /// <summary>The fault of a backend. What another gateway met is met here too; its defects are failures of a provider.</summary>
    public static Fault Of(Exception exception, string backend)
    {
        var fault = exception switch
        {
            IFaultBearer { Fault: { Kind: not (FaultKind.Internal or FaultKind.Cancelled) } met } => met,
            HttpRequestException { StatusCode: { } status } => Failed(FaultStatus.KindOf((int)status), exception, backend) with { Status = (int)status >= 400 ? (int)status : 502 },
            HttpRequestException => Failed(FaultKind.Connect, exception, backend),
            TimeoutException or OperationCanceledException { InnerException: TimeoutException } => Failed(FaultKind.TotalTimeout, exception, backend),
            _ => Failed(FaultKind.Upstream, exception, backend) with { Status = 502 },
        };
        return fault with { Source = FaultSource.Provider, Backend = backend, Thrown = exception };
    }

    private static Fault Failed(FaultKind kind, Exception exception, string backend)
    {
        var message = exception.Message.AsSpan();
        var end = message.IndexOfAny('\r', '\n');
        return new Fault(kind, $"The backend {backend} failed: {(end < 0 ? message : message[..end])}");
    }
}
