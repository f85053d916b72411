using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>Finds its way through JSON bytes without building anything.</summary>
public static class JsonScan
{
    /// <summary>True when the bytes are exactly one valid JSON value, white space around it allowed.</summary>
    public static bool IsValue(ReadOnlySpan<byte> utf8)
    {
        var skip = new JsonSkip(utf8);
        var end = skip.Value(skip.WhiteSpace(0), JsonWire.MaxDepth);
        return end >= 0 && skip.WhiteSpace(end) == utf8.Length;
    }

    /// <summary>The value that the reader stands on, as a slice of the body that it reads; the reader then stands on the value's last token.</summary>
    public static RawJson ReadRaw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new RawJson(body[start..(int)reader.BytesConsumed]);
    }

    /// <summary>The string token that the reader stands on, as a slice of the body that it reads.</summary>
    public static JsonText ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        JsonText.FromToken(body[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
}
