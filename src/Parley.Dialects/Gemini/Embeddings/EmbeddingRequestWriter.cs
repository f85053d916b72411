using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Writes an embedding request for an upstream.</summary>
internal static class EmbeddingRequestWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(EmbeddingRequest request, bool isBatch, ConversionLog log, IBufferWriter<byte> output)
    {
        RecordLosses(request, log);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        if (!isBatch)
        {
            WriteItem(json, request, request.Inputs[0], namesModel: !Nested.Spelling(request.Extras, EmbeddingRequestReader.Model).IsAbsent);
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        foreach (var input in request.Inputs)
            WriteItem(json, request, input, namesModel: true);
        json.WriteEndArray();
        Nested.Write(json, request.Extras, "");
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, EmbeddingRequest request, EmbeddingInput input, bool namesModel)
    {
        json.WriteStartObject();
        if (namesModel)
            json.WriteString("model"u8, ModelPath.Resource(request.Model));
        if (!input.Native.IsAbsent && request.Dialect == Names.Dialect)
            WriteNative(json, input.Native);
        else
            WriteText(json, request, input);
        json.WriteEndObject();
    }

    private static void WriteNative(Utf8JsonWriter json, RawJson native)
    {
        var members = new JsonMembers(native.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("model"u8))
                value.WriteMember(json, name);
        }
    }

    private static void WriteText(Utf8JsonWriter json, EmbeddingRequest request, EmbeddingInput input)
    {
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        input.Text.WriteMember(json, "text"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        if (request.Purpose is { } purpose)
            json.WriteString("taskType"u8, TaskTypes.Write(purpose));
        if (request.Dimensions is { } dimensions)
            json.WriteNumber("outputDimensionality"u8, dimensions);
    }

    private static void RecordLosses(EmbeddingRequest request, ConversionLog log)
    {
        EmbeddingLosses.Record(request, takesTokens: false, Names.Dialect, log);
        EmbeddingLosses.RecordEncoding(request, log);
        if (request.User is not null)
            log.Dropped("user", request.User);
        if (request.Truncation is { } truncation)
            log.Dropped("truncate", truncation.ToString());
        Nested.Report(request.Extras, log, "");
    }
}
