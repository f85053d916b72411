using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Reads the error that a backend sent.</summary>
internal static class FaultReply
{
    public static async ValueTask<Fault?> ReadAsync(UpstreamCall call)
    {
        using var body = await ReplyBody.ReadAsync(call.Response, call.CancellationToken).ConfigureAwait(false);
        return Of(call, body);
    }

    /// <summary>The fault of a body that is already here.</summary>
    public static Fault Of(in UpstreamCall call, PooledBufferWriter body)
    {
        var fault = call.Codec.ReadFault(call.With(body));
        return fault with
        {
            Backend = call.Attempt.Target.Backend.Id,
            Extras = fault.Extras?.Detach(),
            Headers = call.Headers.Carried(),
        };
    }
}
