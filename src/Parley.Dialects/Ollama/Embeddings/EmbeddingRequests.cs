using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Requests for vectors: <c>input</c>, a text or a list of texts, or the older <c>prompt</c>.</summary>
internal static class EmbeddingRequests
{
    /// <summary>Reads a whole body.</summary>
    public static EmbeddingRequest Read(ReadOnlyMemory<byte> body, bool isOld) => JsonRead.Guard(body, (ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
    {
        var request = new EmbeddingRequest { Model = "", Inputs = [], Dialect = DialectNames.Ollama };
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("model"u8))
                request = request with { Model = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("input"u8) || reader.ValueTextEquals("prompt"u8))
                request = ReadInput(request, isOld, ref reader, body);
            else if (reader.ValueTextEquals("dimensions"u8))
                request = request with { Dimensions = JsonRead.Int32(ref reader, body) };
            else if (reader.ValueTextEquals("truncate"u8))
                request = request with { Truncation = ReadTruncation(JsonRead.Boolean(ref reader, body)) };
            else
                ExtrasReading.Keep(ref reader, body, DialectNames.Ollama, ref extras);
        }
        return request.Inputs.Count > 0 ? request with { Extras = extras } : throw new WireFormatException("input", "input must hold at least one text.");
    });

    /// <summary>Writes a body.</summary>
    public static void Write(EmbeddingRequest request, bool isOld, ConversionLog log, IBufferWriter<byte> output)
    {
        RecordLosses(request, log);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        if (isOld)
            request.Inputs[0].Text.WriteMember(json, "prompt"u8);
        else
            WriteInputs(json, request);
        if (request.Dimensions is { } dimensions)
            json.WriteNumber("dimensions"u8, dimensions);
        if (request.Truncation is { } truncation)
            json.WriteBoolean("truncate"u8, truncation != InputTruncation.None);
        request.Extras.Write(json, DialectNames.Ollama, log, "");
        json.WriteEndObject();
    }

    /// <summary>Ollama cuts off the end.</summary>
    private static InputTruncation? ReadTruncation(bool? truncates) => truncates switch
    {
        true => InputTruncation.End,
        false => InputTruncation.None,
        null => null,
    };

    /// <summary>The older operation has one vector to answer with.</summary>
    private static EmbeddingRequest ReadInput(EmbeddingRequest request, bool isOld, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return request with { Inputs = [new EmbeddingInput(JsonRead.TextHere(ref reader, body))], IsSingle = true };
        if (isOld)
            throw JsonRead.Wrong(ref reader, body, "a string");
        var inputs = new List<EmbeddingInput>();
        while (JsonRead.NextElement(ref reader))
            inputs.Add(new EmbeddingInput(JsonRead.TextHere(ref reader, body)));
        return request with { Inputs = inputs };
    }

    private static void WriteInputs(Utf8JsonWriter json, EmbeddingRequest request)
    {
        if (request is { IsSingle: true, Inputs: [var only] })
        {
            only.Text.WriteMember(json, "input"u8);
            return;
        }
        json.WriteStartArray("input"u8);
        foreach (var input in request.Inputs)
            input.Text.WriteValue(json);
        json.WriteEndArray();
    }

    private static void RecordLosses(EmbeddingRequest request, ConversionLog log)
    {
        EmbeddingLosses.Record(request, takesTokens: false, DialectNames.Ollama, log);
        EmbeddingLosses.RecordEncoding(request, log);
        if (request.User is not null)
            log.Dropped("user", request.User);
        if (request.Purpose is { } purpose)
            log.Dropped("input_type", purpose.ToString());
        if (request.Truncation == InputTruncation.Start)
            log.Clamped("truncate", "START", "true");
    }
}
