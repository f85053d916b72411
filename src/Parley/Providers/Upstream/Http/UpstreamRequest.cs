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
    public static HttpRequestMessage? Write(Attempt attempt, Lane lane, out Fault? refused)
    {
        var inbound = attempt.Request;
        var question = lane.Wire is null ? Question(attempt) : null;
        refused = question is ChatRequest chat ? Unaskable.Of(chat, lane.Codec.Dialect, attempt) : null;
        if (refused is not null)
            return null;
        var body = new BodyParts(inbound.Wire.Body.Length + 256);
        var written = new WireRequestWriter(body);
        var content = new WireContent(body, inbound.Use);
        try
        {
            if (question is null)
                lane.Codec.Retarget(inbound.Wire, inbound.Head, new Retarget(attempt.Target.Model, inbound.Head.Stream), written);
            else
                lane.Codec.WriteRequest(question, attempt.Target.Backend.Profile, attempt.Log, written);
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

    /// <summary>What the target is asked: under its own name of the model, with the operator's defaults.</summary>
    private static ModelRequest Question(Attempt attempt)
    {
        var target = attempt.Target;
        var asked = attempt.Request.Question;
        if (asked is not ChatRequest chat)
            return asked with { Model = target.Model };
        return DefaultParameters.Fill(chat, target.Backend.Defaults) with { Model = target.Model, Stream = attempt.Request.Head.Stream };
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
