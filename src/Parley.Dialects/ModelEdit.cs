using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>The fast lane's edit of the one member that every body has: another model, all other bytes as they are.</summary>
internal static class ModelEdit
{
    /// <summary>Writes the whole body with another model; where it names none, the model becomes the first member.</summary>
    public static void Write(ReadOnlyMemory<byte> body, Range value, string model, WireRequestWriter output) =>
        output.Append(body[WriteUpTo(body, value, model, 0, output)..]);

    /// <summary>Writes from <paramref name="copied"/> to behind the model; returns how much of the body that was.</summary>
    public static int WriteUpTo(ReadOnlyMemory<byte> body, Range value, string model, int copied, WireRequestWriter output)
    {
        var (start, length) = value.GetOffsetAndLength(body.Length);
        if (length > 0)
        {
            output.Append(body[copied..start]);
            JsonText.FromString(model).WriteToken(output.Body);
            return start + length;
        }
        var inside = body.Span.IndexOf((byte)'{') + 1;
        output.Append(body[copied..inside]);
        output.Body.Write("\"model\":"u8);
        JsonText.FromString(model).WriteToken(output.Body);
        if (body.Span[inside..].TrimStart(" \t\r\n"u8) is not [(byte)'}', ..])
            output.Body.Write(","u8);
        return inside;
    }
}
