using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>The fast lane's edit: another model, all other bytes untouched. Streams of this dialect report their usage unasked.</summary>
internal static class Retargeting
{
    public static void Write(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Names.Path;
        output.Headers.Add(new(Names.VersionHeader, request.Headers[Names.VersionHeader] ?? Names.Version));
        if (request.Headers[Names.BetaHeader] is { } betas)
            output.Headers.Add(new(Names.BetaHeader, betas));
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }
}
