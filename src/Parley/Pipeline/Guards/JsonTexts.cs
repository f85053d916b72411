using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Guards;

/// <summary>Changes the texts within a piece of JSON, its names left out. All else keeps its bytes.</summary>
internal static class JsonTexts
{
    /// <summary>Numbers that are shorter say nothing of a person.</summary>
    private const int ShortestNumber = 7;

    private const int LongestWord = 512;

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_");

    /// <summary>The JSON with its texts changed; the same bytes where nothing was, and null where it is no JSON.</summary>
    /// <param name="json">One value.</param>
    /// <param name="change">Changes a text; gives the same instance to leave it. A number becomes a text where it is changed.</param>
    public static ReadOnlyMemory<byte>? Change(ReadOnlyMemory<byte> json, Func<string, string> change)
    {
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        var reader = new Utf8JsonReader(json.Span, JsonWire.ReaderOptions);
        try
        {
            while (reader.Read())
            {
                if (!(reader.TokenType == JsonTokenType.String || (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length >= ShortestNumber)))
                    continue;
                var start = (int)reader.TokenStartIndex;
                var end = (int)reader.BytesConsumed;
                var text = reader.TokenType == JsonTokenType.String ? JsonText.FromToken(json[start..end]).ToString() : Encoding.UTF8.GetString(reader.ValueSpan);
                if (IsEncoded(text))
                    continue;
                var changed = change(text);
                if (ReferenceEquals(changed, text))
                    continue;
                output ??= new ArrayBufferWriter<byte>(json.Length + 64);
                output.Write(json.Span[copied..start]);
                JsonText.FromString(changed).WriteToken(output);
                copied = end;
            }
        }
        catch (JsonException)
        {
            return null;
        }
        if (output is null)
            return json;
        output.Write(json.Span[copied..]);
        return output.WrittenMemory;
    }

    /// <summary>Pictures and what is encrypted, in base64: what looks like something in there is nothing.</summary>
    private static bool IsEncoded(string text) => text.Length > LongestWord && !text.AsSpan().ContainsAnyExcept(Base64);

    /// <summary>A value with its texts changed; itself where nothing was.</summary>
    public static RawJson Change(RawJson json, Func<string, string> change)
    {
        if (json.IsAbsent || Change(json.Utf8, change) is not { } changed || changed.Equals(json.Utf8))
            return json;
        return new RawJson(changed);
    }
}
