using System.Globalization;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Serving.Replies;

/// <summary>Writes a fault as a whole reply, in the caller's dialect.</summary>
internal static class FaultResponse
{
    /// <summary>Sets status and headers and puts the body into <paramref name="body"/>.</summary>
    public static void Write(ServedCall call, IOperationCodec codec, Fault fault, PooledBufferWriter body)
    {
        var written = new WireReplyWriter(body);
        codec.WriteFault(fault, written);
        call.Status = written.Status;
        ReplyHeaders.Carry(call, fault.Headers);
        // What the provider said of itself stands: its request id is the one that its support knows.
        foreach (var (name, value) in written.Headers)
        {
            if (!call.HasHeader(name))
                call.SetHeader(name, value);
        }
        if (fault.RetryAfter is { } after && !call.HasHeader("retry-after"))
            call.SetHeader("retry-after", Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        call.SetHeader("x-parley-error-source", fault.Source == FaultSource.Gateway ? "gateway" : "provider");
        if (fault.Backend is not null)
            call.SetHeader(ReplyHeaders.Backend, ReplyHeaders.Safe(fault.Backend));
        if (fault.RequestId is not null)
        {
            call.SetHeader(ReplyHeaders.ExchangeId, fault.RequestId);
            if (!call.HasHeader("x-request-id") && !call.HasHeader("request-id"))
                call.SetHeader("x-request-id", fault.RequestId);
        }
        call.ContentType = written.ContentType;
        call.ContentLength = body.WrittenCount;
    }
}
