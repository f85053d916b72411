using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads <c>embedding_types</c>: in which forms vectors are wanted.</summary>
internal static class EmbedTypes
{
    /// <summary>The words of the list.</summary>
    /// <exception cref="WireFormatException">One is no form.</exception>
    public static List<string> Read(RawJson types)
    {
        var words = new List<string>();
        if (types.Kind != JsonValueKind.Array)
            return words;
        var reader = types.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var word = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            if (!EmbedNames.IsType(word))
                throw new WireFormatException($"{EmbedNames.Types}[{words.Count}]", $"{EmbedNames.Types}[{words.Count}] must be float, int8, uint8, binary, ubinary or base64.");
            words.Add(word);
        }
        return words;
    }
}
