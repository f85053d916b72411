using System.Buffers;
using System.Text;
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
        request = WithoutFurtherModels(request, log);
        RecordLosses(request, log);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        if (!isBatch)
        {
            WriteItem(json, request, request.Inputs[0], log, namesModel: !Nested.Spelling(request.Extras, EmbeddingRequestReader.Model).IsAbsent);
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("requests"u8);
        foreach (var input in request.Inputs)
            WriteItem(json, request, input, log, namesModel: true);
        json.WriteEndArray();
        Nested.Write(json, request.Extras, "");
        json.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter json, EmbeddingRequest request, EmbeddingInput input, ConversionLog log, bool namesModel)
    {
        json.WriteStartObject();
        if (namesModel)
            json.WriteString("model"u8, ModelPath.Resource(request.Model));
        if (!input.Native.IsAbsent && request.Dialect == Names.Dialect)
            WriteNative(json, input.Native, log);
        else
            WriteText(json, request, input);
        json.WriteEndObject();
    }

    private static void WriteNative(Utf8JsonWriter json, RawJson native, ConversionLog log)
    {
        var members = new JsonMembers(native.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("models"u8) || name.SequenceEqual("fallbacks"u8))
                log.Dropped(Encoding.UTF8.GetString(name), value);
            else if (!name.SequenceEqual("model"u8))
                value.WriteMember(json, name);
        }
    }

    /// <summary>Vectors of another model are of no use beside those of this one: it is asked alone, and Google knows no such members.</summary>
    private static EmbeddingRequest WithoutFurtherModels(EmbeddingRequest request, ConversionLog log)
    {
        var extras = request.Extras;
        foreach (var member in (ReadOnlySpan<string>)["models", "fallbacks"])
        {
            if (extras is not { Dialect: Names.Dialect } || extras[member].IsAbsent)
                continue;
            log.Dropped(member, extras[member]);
            extras = extras.Without(member);
        }
        return ReferenceEquals(extras, request.Extras) ? request : request with { Extras = extras };
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
