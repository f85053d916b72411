using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>The fast lane's edit: another model, all other bytes untouched. Streams of this dialect report their usage unasked.</summary>
internal static class Retargeting
{
    public static void Write(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        var envelope = change.Profile?.Envelope ?? MessageEnvelope.None;
        output.Path = Envelope.PathOf(envelope, change.Model, head.Stream);
        var version = Envelope.VersionOf(envelope);
        if (version is null)
            output.Headers.Add(new(Names.VersionHeader, request.Headers[Names.VersionHeader] ?? Names.Version));
        if (request.Headers[Names.BetaHeader] is { } betas)
            output.Headers.Add(new(Names.BetaHeader, betas));
        if (version is null)
            ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
        else
            Envelope.Exchange(request.Body, head.ModelValue, version, output);
    }
}
