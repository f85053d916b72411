using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes an embedding request for an upstream.</summary>
internal static class EmbeddingRequestWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(EmbeddingRequest request, WireProfile profile, ConversionLog log, IBufferWriter<byte> output)
    {
        EmbeddingLosses.Record(request, takesTokens: true, Names.Dialect, log);
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        // Azure has it in the path.
        if (request.Model.Length > 0)
            json.WriteString("model"u8, request.Model);
        json.WritePropertyName("input"u8);
        WriteInput(json, request);
        if (request.Dimensions is { } dimensions)
            json.WriteNumber(profile.VectorForm == VectorForm.OutputDimension || request.Extras.Spells(EmbeddingWords.OutputDimension) ? "output_dimension"u8 : "dimensions"u8, dimensions);
        WriteEncoding(json, request, profile, log);
        if (request.User is not null && !profile.RejectsUnknownMembers)
            json.WriteString("user"u8, request.User);
        else if (request.User is not null)
            log.Dropped("user", request.User);
        RecordTruncation(request, log);
        var extras = WriteNumbers(json, PurposeWriter.Write(json, request, profile, log), profile);
        if (profile.RejectsUnknownMembers)
            extras.Record(log, "");
        else
            extras.WriteOuter(json, log, "");
        json.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter json, EmbeddingRequest request)
    {
        if (request.IsSingle)
        {
            WriteInput(json, request.Inputs[0]);
            return;
        }
        json.WriteStartArray();
        foreach (var input in request.Inputs)
            WriteInput(json, input);
        json.WriteEndArray();
    }

    private static void WriteInput(Utf8JsonWriter json, EmbeddingInput input)
    {
        if (!input.Tokens.IsAbsent)
            input.Tokens.WriteValue(json);
        else if (!input.Native.IsAbsent && input.Text.IsEmpty)
            input.Native.WriteValue(json);
        else
            input.Text.WriteValue(json);
    }

    /// <summary>The dialect's own encodings pass, also those that only imitators know; of others' only those that OpenAI has, or the upstream in its own form.</summary>
    private static void WriteEncoding(Utf8JsonWriter json, EmbeddingRequest request, WireProfile profile, ConversionLog log)
    {
        if (request.Encoding is not { } encoding || profile.VectorForm == VectorForm.OutputDimension && encoding == "float")
            return;
        if (profile.VectorForm == VectorForm.OutputDimension && encoding is ("int8" or "uint8" or "binary" or "ubinary"))
            json.WriteString("output_dtype"u8, encoding);
        else if (request.Dialect == Names.Dialect || encoding is "float" or "base64")
            json.WriteString("encoding_format"u8, encoding);
        else
            EmbeddingLosses.DropEncoding(request, encoding, log);
    }

    /// <summary>What else than floats the upstream is asked for in the caller's own words, which it knows.</summary>
    /// <returns>The extras that are still to be written.</returns>
    private static Extras? WriteNumbers(Utf8JsonWriter json, Extras? extras, WireProfile profile)
    {
        if (profile.VectorForm == VectorForm.Dimensions || extras is not { Dialect: Names.Dialect } || extras["output_dtype"] is not { IsAbsent: false } numbers)
            return extras;
        numbers.WriteMember(json, "output_dtype"u8);
        return extras.Without("output_dtype");
    }

    private static void RecordTruncation(EmbeddingRequest request, ConversionLog log)
    {
        if (request.Dialect != Names.Dialect && request.Truncation is (InputTruncation.Start or InputTruncation.End))
            log.Dropped("truncate", request.Truncation.ToString());
    }
}
