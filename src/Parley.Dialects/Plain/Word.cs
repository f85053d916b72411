using System.Collections.Frozen;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>The words of an enumeration: its names in small letters, with underscores.</summary>
internal static class Word<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>().ToFrozenDictionary(static value => value, static value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    private static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(static word => word.Value, static word => word.Key, StringComparer.Ordinal);

    /// <summary>The word of a value.</summary>
    public static string Of(T value) => Words[value];

    /// <summary>The value of a word; null when there is none.</summary>
    public static T? Find(string? word) => word is not null && Values.TryGetValue(word, out var value) ? value : null;

    /// <summary>Moves to the value behind a name: one of the words; null for null.</summary>
    public static T? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return ReadHere(ref reader, body);
    }

    /// <summary>The word that the reader stands on; null for null.</summary>
    public static T? ReadHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        JsonRead.StringHere(ref reader, body) is not { } word ? null : Find(word) ?? throw JsonRead.Wrong(ref reader, body, $"one of {string.Join(", ", Words.Values.Order(StringComparer.Ordinal))}");
}
