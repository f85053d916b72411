using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Reads the error that a backend sent.</summary>
internal static class FaultReply
{
    public static async ValueTask<Fault?> ReadAsync(UpstreamCall call)
    {
        using var body = await ReplyBody.ReadAsync(call.Response, call.Attempt.Sink, call.CancellationToken).ConfigureAwait(false);
        return body is null ? NetworkFaults.Busy() : Of(call, body);
    }

    /// <summary>The fault of a body that is already here.</summary>
    public static Fault Of(in UpstreamCall call, PooledBufferWriter body)
    {
        var fault = call.Codec.ReadFault(call.With(body) with { Received = call.Attempt.Deadlines.Now });
        var status = call.Response.Status;
        if (status is < 200 or >= 600)
            fault = fault.UnderUnknown(status);
        else if (status is >= 300 and < 400)
            fault = new Fault(FaultKind.MalformedReply, $"The backend answers with a redirect ({status}), which is not followed: its endpoint may be wrong.") { Source = FaultSource.Provider };
        return fault with
        {
            Message = WithoutKey(fault.Message, call.Attempt.Target.Backend),
            Backend = call.Attempt.Target.Backend.Id,
            Extras = fault.Extras?.Detach(),
            Headers = call.Response.Carried(call.Attempt.Deadlines.Now),
        };
    }

    /// <summary>Some servers repeat the key that they refuse. It is the operator's, and nothing for callers and logs; what is very short may be a word of the message.</summary>
    private static string WithoutKey(string message, Backend backend) =>
        backend.Credential?.Reveal() is { Length: >= 8 } key ? message.Replace(key, "***", StringComparison.Ordinal) : message;
}
