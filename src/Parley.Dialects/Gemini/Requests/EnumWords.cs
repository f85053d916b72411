using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Values of enumerations in requests. Google's own clients over REST write the numbers of the enumeration in place of its words
/// (google.ai.generativelanguage, content.proto), as protobuf's JSON allows.
/// </summary>
internal static class EnumWords
{
    /// <summary><c>FunctionCallingConfig.Mode</c>.</summary>
    public static readonly string[] Modes = ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"];

    /// <summary><c>ThinkingConfig.ThinkingLevel</c>.</summary>
    public static readonly string[] ThinkingLevels = ["THINKING_LEVEL_UNSPECIFIED", "LOW", "HIGH", "MEDIUM", "MINIMAL"];

    /// <summary>Moves to the value behind a name: a word, or the word for its number; null for null. The value as it stands goes out with it.</summary>
    public static string? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string[] words, out RawJson spelled)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var word = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0 && number < words.Length
            ? words[number]
            : JsonRead.StringHere(ref reader, body);
        spelled = new RawJson(body[start..(int)reader.BytesConsumed]);
        return word;
    }
}
