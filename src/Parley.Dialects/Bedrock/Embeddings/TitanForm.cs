using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>A request of Amazon Titan Text Embeddings: one text, and from the second version on the length of its vector.</summary>
/// <remarks>Source: user guide, "Amazon Titan Embeddings Text": <c>inputText</c>, <c>dimensions</c>, <c>normalize</c>, <c>embeddingTypes</c>.</remarks>
internal static class TitanForm
{
    /// <summary>Writes the body.</summary>
    public static void Write(Utf8JsonWriter json, EmbeddingRequest request, ConversionLog log)
    {
        json.WriteStartObject();
        request.Inputs[0].Text.WriteMember(json, "inputText"u8);
        if (request.Dimensions is { } dimensions)
            json.WriteNumber("dimensions"u8, dimensions);
        json.WriteEndObject();
        if (request.Purpose is { } purpose)
            log.Dropped("input_type", purpose.ToString());
        if (request.Truncation is InputTruncation.Start or InputTruncation.End)
            log.Dropped("truncate", request.Truncation.ToString());
    }
}
