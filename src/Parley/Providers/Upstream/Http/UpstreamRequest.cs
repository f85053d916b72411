using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Builds the HTTP request of one attempt.</summary>
internal static class UpstreamRequest
{
    /// <summary>The request, or null and the reason when the policy forbids what the translation would lose.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="lane">How it goes.</param>
    /// <param name="asked">What is written; null when the caller's bytes are copied.</param>
    /// <param name="refused">The reason.</param>
    public static UpstreamMessage? Write(Attempt attempt, Lane lane, ModelRequest? asked, out Fault? refused)
    {
        var inbound = attempt.Request;
        var body = new BodyParts(inbound.Wire.Body.Length + 256);
        var written = new WireRequestWriter(body);
        var message = new UpstreamMessage(body, inbound.Use);
        try
        {
            if (lane.Wire is not null)
                lane.Codec.Retarget(inbound.Wire, inbound.Head, new Retarget(attempt.Target.Model, inbound.Head.Stream) { Profile = attempt.Target.Backend.Profile }, written);
            else
                lane.Codec.WriteRequest(asked!, attempt.Target.Backend.Profile, attempt.Log, written);
        }
        catch (Exception)
        {
            message.Dispose();
            throw;
        }
        refused = LossFault.Of(attempt) ?? (attempt.Sink.TryHold(body.OwnLength) ? null : NetworkFaults.Busy());
        if (refused is not null)
        {
            message.Dispose();
            return null;
        }
        var backend = attempt.Target.Backend;
        message.Head(backend.AddressOf(written.Path, attempt.Target.Model), written.Headers, backend.Headers);
        return message;
    }
}
