using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes an embedding request for an upstream, in the second version.</summary>
internal static class EmbedRequestWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(EmbeddingRequest request, ConversionLog log, IBufferWriter<byte> output)
    {
        EmbeddingLosses.Record(request, takesTokens: false, Names.Dialect, log);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        WriteInputs(json, request);
        WritePurpose(json, request, log);
        WriteTypes(json, request, log);
        if (request.Truncation is { } truncation)
            json.WriteString("truncate"u8, WordOf(truncation));
        if (request.Dimensions is { } dimensions)
            json.WriteNumber("output_dimension"u8, dimensions);
        if (request.User is not null)
            log.Dropped("user", request.User);
        WriteExtras(json, request, log);
        json.WriteEndObject();
    }

    /// <summary>Texts alone, images alone, or both mixed.</summary>
    private static void WriteInputs(Utf8JsonWriter json, EmbeddingRequest request)
    {
        var (images, mixed) = (0, 0);
        foreach (var input in request.Inputs)
        {
            if (IsOwn(request, input) && input.Native.Kind == JsonValueKind.String)
                images++;
            else if (IsOwn(request, input))
                mixed++;
        }
        var form = mixed > 0 || images > 0 && images < request.Inputs.Count ? "inputs" : images > 0 ? "images" : EmbedNames.Texts;
        json.WriteStartArray(form);
        foreach (var input in request.Inputs)
        {
            if (form == "inputs")
                WriteMixed(json, input, IsOwn(request, input));
            else if (form == "images")
                input.Native.WriteValue(json);
            else
                input.Text.WriteValue(json);
        }
        json.WriteEndArray();
    }

    private static bool IsOwn(EmbeddingRequest request, EmbeddingInput input) => request.Dialect == Names.Dialect && !input.Native.IsAbsent;

    private static void WriteMixed(Utf8JsonWriter json, EmbeddingInput input, bool isNative)
    {
        if (isNative && input.Native.Kind == JsonValueKind.Object)
        {
            input.Native.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, isNative ? "image_url"u8 : "text"u8);
        if (isNative)
        {
            json.WriteStartObject("image_url"u8);
            input.Native.WriteMember(json, "url"u8);
            json.WriteEndObject();
        }
        else
        {
            input.Text.WriteMember(json, "text"u8);
        }
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePurpose(Utf8JsonWriter json, EmbeddingRequest request, ConversionLog log)
    {
        if (request.Extras.Spelled(EmbedNames.InputType) is { IsAbsent: false } spelled)
        {
            spelled.WriteMember(json, "input_type"u8);
            return;
        }
        if (request.Purpose is null)
            log.Emulated(EmbedNames.InputType, null, InputTypes.Usual);
        json.WriteString("input_type"u8, request.Purpose is { } purpose ? InputTypes.Write(purpose, log) : InputTypes.Usual);
    }

    /// <summary>Floats come without being asked for, and Parley writes them in base64 itself.</summary>
    private static void WriteTypes(Utf8JsonWriter json, EmbeddingRequest request, ConversionLog log)
    {
        if (request.Extras.Spelled(EmbedNames.Types) is { IsAbsent: false } spelled)
        {
            spelled.WriteMember(json, "embedding_types"u8);
            return;
        }
        if (request.Encoding is not { } asked || asked is EmbedNames.Float or EmbedNames.Base64)
            return;
        if (!EmbedNames.IsType(asked))
        {
            log.Dropped("encoding_format", asked);
            return;
        }
        json.WriteStartArray("embedding_types"u8);
        json.WriteStringValue(asked);
        json.WriteEndArray();
    }

    private static void WriteExtras(Utf8JsonWriter json, EmbeddingRequest request, ConversionLog log)
    {
        if (request.Dialect != Names.Dialect)
        {
            EmbeddingLosses.RecordExtras(request, log);
            return;
        }
        foreach (var (name, value) in request.Extras?.Members ?? [])
        {
            if (!name.StartsWith(EmbedNames.Types, StringComparison.Ordinal))
                OwnExtras.WriteMember(json, name, value);
        }
    }

    private static ReadOnlySpan<byte> WordOf(InputTruncation truncation) => truncation switch
    {
        InputTruncation.Start => "START"u8,
        InputTruncation.End => "END"u8,
        _ => "NONE"u8,
    };
}
