using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Typed reading of JSON members for the dialects' readers. A wrong type is a <see cref="WireFormatException"/> that names the place; null stands for absent.
/// </summary>
/// <remarks>
/// Usage: stand on the opening brace (<see cref="Object"/>), then <c>while (JsonRead.NextMember(ref reader))</c> compare the name with <c>reader.ValueTextEquals</c>,
/// and call exactly one of the value methods; each moves to the value and past it. Broken JSON surfaces as <see cref="JsonException"/>; <see cref="Guard{T}"/> turns it into a place.
/// </remarks>
public static class JsonRead
{
    /// <summary>Reads a whole body, which must be one JSON object, and turns broken JSON into a <see cref="WireFormatException"/> with line and byte.</summary>
    public static T Guard<T>(ReadOnlyMemory<byte> body, BodyReader<T> read)
    {
        var reader = new Utf8JsonReader(body.Span, JsonWire.ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "The body must be a JSON object.");
            var value = read(ref reader, body);
            if (reader.Read())
                throw new WireFormatException(JsonPlace.Position(body.Span, (int)reader.TokenStartIndex), "There is more after the JSON object.");
            return value;
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
        catch (InvalidOperationException broken) when (broken.InnerException is DecoderFallbackException or null)
        {
            throw new WireFormatException(JsonPlace.Of(body.Span, (int)reader.TokenStartIndex), "The text is not valid Unicode.", broken);
        }
    }

    /// <summary>Reads a body whose opening brace the reader stands on, up to and including its closing brace.</summary>
    public delegate T BodyReader<out T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body);

    /// <summary>Demands that the reader stands on an opening brace.</summary>
    public static void Object(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(ref reader, body, "an object");
    }

    /// <summary>Moves to the next member's name; false on the closing brace.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>The name that the reader stands on. A lone surrogate becomes U+FFFD, where the reader itself would throw.</summary>
    internal static string NameHere(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        var name = new ArrayBufferWriter<byte>(reader.ValueSpan.Length);
        JsonWire.Unescape(reader.ValueSpan, name);
        return Encoding.UTF8.GetString(name.WrittenSpan);
    }

    /// <summary>Whether the reader stands on this name; no name throws.</summary>
    internal static bool NameIs(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.ValueIsEscaped ? NameHere(ref reader) == Encoding.UTF8.GetString(name) : reader.ValueSpan.SequenceEqual(name);

    /// <summary>Moves to the value behind a name and demands an array; false for null.</summary>
    public static bool BeginArray(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartArray => true,
            JsonTokenType.Null => false,
            _ => throw Wrong(ref reader, body, "an array"),
        };
    }

    /// <summary>Moves to the value behind a name and demands an object; false for null.</summary>
    public static bool BeginObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.Null => false,
            _ => throw Wrong(ref reader, body, "an object"),
        };
    }

    /// <summary>Moves to the next element of an array; false on the closing bracket.</summary>
    public static bool NextElement(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>Moves to the value behind a name: text, uncopied; empty for null.</summary>
    public static JsonText Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return TextHere(ref reader, body);
    }

    /// <summary>The text that the reader stands on, uncopied; empty for null.</summary>
    public static JsonText TextHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => reader.TokenType switch
    {
        JsonTokenType.String => JsonScan.ReadText(ref reader, body),
        JsonTokenType.Null => default,
        _ => throw Wrong(ref reader, body, "a string"),
    };

    /// <summary>Moves to the value behind a name: a short string (name, id, enumeration word); null for null.</summary>
    public static string? String(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return StringHere(ref reader, body);
    }

    /// <summary>The short string that the reader stands on; null for null. A lone surrogate becomes U+FFFD.</summary>
    public static string? StringHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => reader.TokenType switch
    {
        JsonTokenType.String => reader.ValueIsEscaped ? JsonScan.ReadText(ref reader, body).ToString() : reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw Wrong(ref reader, body, "a string"),
    };

    /// <summary>Moves to the value behind a name: a string that is mostly one of a few words, which is then no new one; null for null.</summary>
    internal static string? Word(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ReadOnlySpan<string> words)
    {
        reader.Read();
        return WordHere(ref reader, body, words);
    }

    /// <summary>The same of the string that the reader stands on.</summary>
    internal static string? WordHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ReadOnlySpan<string> words)
    {
        if (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped)
        {
            foreach (var word in words)
            {
                if (Ascii.Equals(reader.ValueSpan, word))
                    return word;
            }
        }
        return StringHere(ref reader, body);
    }

    /// <summary>Moves to the value behind a name: a whole number; null for null. <c>5.0</c> counts as 5, as several SDKs write it.</summary>
    public static int? Int32(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => Int64(ref reader, body) switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var value => (int)value,
        _ => throw Wrong(ref reader, body, "a whole number within 32 bits"),
    };

    /// <summary>Moves to the value behind a name: a whole number; null for null.</summary>
    public static long? Int64(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetInt64(out var whole))
                return whole;
            if (reader.TryGetDouble(out var real) && real == Math.Truncate(real) && Math.Abs(real) < 1e18)
                return (long)real;
        }
        throw Wrong(ref reader, body, "a whole number");
    }

    /// <summary>Moves to the value behind a name: a finite number; null for null.</summary>
    public static double? Double(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value))
            return value;
        throw Wrong(ref reader, body, "a number");
    }

    /// <summary>Moves to the value behind a name: true or false; null for null.</summary>
    public static bool? Boolean(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Null => null,
            _ => throw Wrong(ref reader, body, "true or false"),
        };
    }

    /// <summary>Moves to the value behind a name and past it: the value as it stands; absent for null.</summary>
    public static RawJson Raw(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : JsonScan.ReadRaw(ref reader, body);
    }

    /// <summary>Passes over the value behind a name.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }

    /// <summary>The exception for a value that is not what its place demands; the reader stands on the value.</summary>
    public static WireFormatException Wrong(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string expected)
    {
        var place = JsonPlace.Of(body.Span, (int)reader.TokenStartIndex);
        return new WireFormatException(place, $"{(place.Length == 0 ? "The value" : place)} must be {expected}.");
    }
}
