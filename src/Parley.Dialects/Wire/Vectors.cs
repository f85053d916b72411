using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>The two forms of a vector on the wire: an array of numbers, or a string with the base64 of little-endian 32-bit floats. The form that it has already is copied byte for byte.</summary>
public static class Vectors
{
    private static readonly SearchValues<byte> OfNumbers = SearchValues.Create("0123456789+-.eE, \t\r\n"u8);

    /// <summary>Writes a vector.</summary>
    /// <param name="values">The vector in either form.</param>
    /// <param name="base64">Whether to write the string.</param>
    /// <param name="json">Where to.</param>
    /// <exception cref="WireFormatException">It is no vector.</exception>
    public static void Write(RawJson values, bool base64, Utf8JsonWriter json)
    {
        if (base64 == (values.Kind == JsonValueKind.String))
            values.WriteValue(json);
        else if (base64)
            WriteString(values, json);
        else
            WriteNumbers(values, json);
    }

    /// <summary>Demands an array of numbers, or a string of base64; of what numbers (of eight bits, say), the caller knows.</summary>
    /// <exception cref="WireFormatException">It is neither, or empty.</exception>
    public static void Demand(RawJson values)
    {
        var isVector = values.Kind switch
        {
            JsonValueKind.Array => IsOfNumbers(values.Utf8.Span[1..^1]),
            JsonValueKind.String => IsBase64(values),
            _ => false,
        };
        if (!isVector)
            throw NoVector();
    }

    /// <summary>The JSON was checked when it was found: what has no other bytes than these is numbers and commas.</summary>
    private static bool IsOfNumbers(ReadOnlySpan<byte> inside) => inside.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0 && inside.IndexOfAnyExcept(OfNumbers) < 0;

    private static bool IsBase64(RawJson values)
    {
        var token = values.Utf8.Span[1..^1];
        if (!token.Contains((byte)'\\'))
            return !token.IsEmpty && Base64.IsValid(token);
        using var unescaped = new PooledBufferWriter(token.Length);
        JsonWire.Unescape(token, unescaped);
        return Base64.IsValid(unescaped.WrittenSpan);
    }

    private static void WriteString(RawJson values, Utf8JsonWriter json)
    {
        using var floats = new PooledBufferWriter();
        var reader = values.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.Number)
                throw NoVector();
            BinaryPrimitives.WriteSingleLittleEndian(floats.GetSpan(sizeof(float)), (float)reader.GetDouble());
            floats.Advance(sizeof(float));
        }
        json.WriteBase64StringValue(floats.WrittenSpan);
    }

    private static void WriteNumbers(RawJson values, Utf8JsonWriter json)
    {
        var token = values.Utf8.Span;
        using var escaped = new PooledBufferWriter(token.Length);
        JsonWire.Unescape(token[1..^1], escaped);
        var floats = new byte[Base64.GetMaxDecodedFromUtf8Length(escaped.WrittenCount)];
        if (Base64.DecodeFromUtf8(escaped.WrittenSpan, floats, out _, out var length) != OperationStatus.Done || length % sizeof(float) != 0)
            throw NoVector();
        json.WriteStartArray();
        for (var at = 0; at < length; at += sizeof(float))
        {
            var number = BinaryPrimitives.ReadSingleLittleEndian(floats.AsSpan(at));
            json.WriteNumberValue(float.IsFinite(number) ? number : throw NoVector());
        }
        json.WriteEndArray();
    }

    private static WireFormatException NoVector() => new("", "A vector is neither an array of numbers nor base64 of 32-bit floats.");
}
