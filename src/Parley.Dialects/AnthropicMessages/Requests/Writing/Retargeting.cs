using System.Buffers;
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
        var body = request.Body.Span;
        var (start, length) = head.ModelValue.GetOffsetAndLength(body.Length);
        if (length == 0)
        {
            Insert(body, change.Model, output.Body);
            return;
        }
        output.Body.Write(body[..start]);
        JsonText.FromString(change.Model).WriteToken(output.Body);
        output.Body.Write(body[(start + length)..]);
    }

    /// <summary>Puts the member first where the caller named no model.</summary>
    private static void Insert(ReadOnlySpan<byte> body, string model, IBufferWriter<byte> output)
    {
        var brace = body.IndexOf((byte)'{') + 1;
        output.Write(body[..brace]);
        output.Write("\"model\":"u8);
        JsonText.FromString(model).WriteToken(output);
        if (body[brace..].TrimStart(" \t\r\n"u8) is not [(byte)'}', ..])
            output.Write(","u8);
        output.Write(body[brace..]);
    }
}
