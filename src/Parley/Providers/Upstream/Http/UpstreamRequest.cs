using System.Net;
using Parley.Configuration;
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
    public static HttpRequestMessage? Write(Attempt attempt, Lane lane, ModelRequest? asked, out Fault? refused)
    {
        var inbound = attempt.Request;
        var body = new BodyParts(inbound.Wire.Body.Length + 256);
        var written = new WireRequestWriter(body);
        var content = new WireContent(body, inbound.Use);
        try
        {
            if (lane.Wire is not null)
                lane.Codec.Retarget(inbound.Wire, inbound.Head, new Retarget(attempt.Target.Model, inbound.Head.Stream) { Profile = attempt.Target.Backend.Profile }, written);
            else
                lane.Codec.WriteRequest(asked!, attempt.Target.Backend.Profile, attempt.Log, written);
        }
        catch (Exception)
        {
            content.Dispose();
            throw;
        }
        refused = inbound.RejectLoss && attempt.Log.Verdict == ConversionVerdict.Lossy ? LossFault.Of(attempt)
            : attempt.Sink.TryHold(body.OwnLength) ? null : NetworkFaults.Busy();
        if (refused is null)
            return Message(attempt.Target, written, content);
        content.Dispose();
        return null;
    }

    private static HttpRequestMessage Message(Target target, WireRequestWriter written, WireContent content)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, target.Backend.AddressOf(written.Path, target.Model))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        // Bytes are passed on as they come: no compression that would have to be undone.
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        message.Headers.TryAddWithoutValidation("User-Agent", "parley");
        foreach (var (name, value) in written.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        foreach (var (name, value) in target.Backend.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }
}
