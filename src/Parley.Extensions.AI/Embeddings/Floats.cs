using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Embeddings;

/// <summary>The numbers of vectors, in both forms of the wire.</summary>
internal static class Floats
{
    /// <summary>The numbers of a vector: of an array, or of base64 of little-endian 32-bit floats.</summary>
    /// <exception cref="ParleyException">It is neither.</exception>
    public static float[] Read(RawJson vector)
    {
        if (vector.Kind == JsonValueKind.Array && TryReadArray(vector) is { } numbers)
            return numbers;
        return vector.Kind == JsonValueKind.String && TryReadBase64(vector.AsText()) is { } decoded
            ? decoded
            : throw ParleyException.Of(new Fault(FaultKind.MalformedReply, "The backend answered with a vector that is neither numbers nor base64 of 32-bit floats."));
    }

    /// <summary>An array of numbers as it is written.</summary>
    public static RawJson Write(ReadOnlySpan<float> numbers)
    {
        var buffer = new ArrayBufferWriter<byte>((numbers.Length * 12) + 2);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartArray();
            foreach (var number in numbers)
                json.WriteNumberValue(number);
            json.WriteEndArray();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    private static float[]? TryReadArray(RawJson vector)
    {
        var numbers = new List<float>(1024);
        var reader = vector.CreateReader();
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number)
                return null;
            numbers.Add((float)reader.GetDouble());
        }
        return [.. numbers];
    }

    private static float[]? TryReadBase64(JsonText text)
    {
        var encoded = text.TryGetPlainUtf8(out var plain) ? plain : System.Text.Encoding.UTF8.GetBytes(text.ToString());
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        if (Base64.DecodeFromUtf8(encoded, bytes, out _, out var length) != OperationStatus.Done || length % sizeof(float) != 0)
            return null;
        var numbers = new float[length / sizeof(float)];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        return numbers;
    }
}
