using System.Globalization;
using Microsoft.AspNetCore.Http;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.AspNetCore.Http;

/// <summary>Writes a fault as a whole reply, in the caller's dialect.</summary>
internal static class FaultResponse
{
    /// <summary>Sets status and headers and puts the body into <paramref name="body"/>.</summary>
    public static void Write(HttpResponse response, IOperationCodec codec, Fault fault, PooledBufferWriter body)
    {
        var written = new WireReplyWriter(body);
        codec.WriteFault(fault, written);
        response.StatusCode = written.Status;
        ReplyHeaders.Carry(response.Headers, fault.Headers);
        // What the provider said of itself stands: its request id is the one that its support knows.
        foreach (var (name, value) in written.Headers)
        {
            if (!response.Headers.ContainsKey(name))
                response.Headers[name] = value;
        }
        if (fault.RetryAfter is { } after && !response.Headers.ContainsKey("retry-after"))
            response.Headers.RetryAfter = Math.Ceiling(after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        response.Headers["x-parley-error-source"] = fault.Source == FaultSource.Gateway ? "gateway" : "provider";
        if (fault.Backend is not null)
            response.Headers["x-parley-backend"] = ReplyHeaders.Safe(fault.Backend);
        if (fault.RequestId is not null)
        {
            response.Headers[ReplyHeaders.ExchangeId] = fault.RequestId;
            if (!response.Headers.ContainsKey("x-request-id") && !response.Headers.ContainsKey("request-id"))
                response.Headers["x-request-id"] = fault.RequestId;
        }
        response.ContentType = written.ContentType;
        response.ContentLength = body.WrittenCount;
    }
}
