using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>A request of Cohere's models for vectors, as Bedrock has it.</summary>
/// <remarks>Source: user guide, "Cohere Embed and Cohere Embed v4": <c>texts</c>, <c>input_type</c> (mandatory), <c>truncate</c>, and <c>output_dimension</c> from the fourth version on; floats come unasked.</remarks>
internal static class CohereForm
{
    private const string Usual = "search_document";
    private const string Seeking = "search_query";

    /// <summary>Writes the body.</summary>
    public static void Write(Utf8JsonWriter json, EmbeddingRequest request, ConversionLog log)
    {
        json.WriteStartObject();
        json.WriteStartArray("texts"u8);
        foreach (var input in request.Inputs)
            input.Text.WriteValue(json);
        json.WriteEndArray();
        json.WriteString("input_type"u8, WordOf(request.Purpose, log));
        if (request.Truncation is { } truncation)
            json.WriteString("truncate"u8, truncation switch { InputTruncation.Start => "START"u8, InputTruncation.End => "END"u8, _ => "NONE"u8 });
        if (request.Dimensions is { } dimensions)
            json.WriteNumber("output_dimension"u8, dimensions);
        json.WriteEndObject();
    }

    private static string WordOf(EmbeddingPurpose? purpose, ConversionLog log)
    {
        var exact = purpose switch
        {
            EmbeddingPurpose.Document => Usual,
            EmbeddingPurpose.Query => Seeking,
            EmbeddingPurpose.Classification => "classification",
            EmbeddingPurpose.Clustering => "clustering",
            _ => null,
        };
        if (exact is not null)
            return exact;
        if (purpose is not { } other)
        {
            log.Emulated("input_type", null, Usual);
            return Usual;
        }
        var near = other == EmbeddingPurpose.Similarity ? Usual : Seeking;
        log.Clamped("input_type", other.ToString(), near);
        return near;
    }
}
