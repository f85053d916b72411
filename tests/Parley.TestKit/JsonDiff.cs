using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>Compares JSON by its meaning: the order of members and the spelling of numbers do not count, and null is the same as absent unless told otherwise.</summary>
public static class JsonDiff
{
    private static readonly JsonWriterOptions CompactOptions = new() { Encoder = JsonWire.Encoder };
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    /// <summary>The first difference as <c>path: expected, actual</c>; null when there is none.</summary>
    public static string? First(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, bool nullIsAbsent = true)
    {
        using var left = JsonDocument.Parse(expected, Options);
        using var right = JsonDocument.Parse(actual, Options);
        return Compare("$", left.RootElement, right.RootElement, nullIsAbsent);
    }

    /// <inheritdoc cref="First(ReadOnlyMemory{byte}, ReadOnlyMemory{byte}, bool)"/>
    public static string? First(string expected, string actual, bool nullIsAbsent = true) => First(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(actual), nullIsAbsent);

    /// <summary>The JSON without white space; what is no JSON is shown as it is.</summary>
    public static string Compact(RawJson json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Utf8, Options);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, CompactOptions))
                document.RootElement.WriteTo(writer);
            return Encoding.UTF8.GetString(stream.ToArray());
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return json.ToString();
        }
    }

    private static string? Compare(string path, JsonElement expected, JsonElement actual, bool nullIsAbsent)
    {
        if (expected.ValueKind != actual.ValueKind)
            return Different(path, expected, actual);
        return expected.ValueKind switch
        {
            JsonValueKind.Object => CompareObjects(path, expected, actual, nullIsAbsent),
            JsonValueKind.Array => CompareArrays(path, expected, actual, nullIsAbsent),
            JsonValueKind.String => Text(expected) == Text(actual) ? null : Different(path, expected, actual),
            JsonValueKind.Number => SameNumber(expected.GetRawText(), actual.GetRawText()) ? null : Different(path, expected, actual),
            _ => null,
        };
    }

    private static string? CompareObjects(string path, JsonElement expected, JsonElement actual, bool nullIsAbsent)
    {
        foreach (var member in expected.EnumerateObject())
        {
            var place = $"{path}.{member.Name}";
            var isThere = actual.TryGetProperty(member.Name, out var other);
            if (nullIsAbsent && member.Value.ValueKind == JsonValueKind.Null && (!isThere || other.ValueKind == JsonValueKind.Null))
                continue;
            if (!isThere)
                return $"{place}: expected {Short(member.Value)}, but it is missing";
            if (Compare(place, member.Value, other, nullIsAbsent) is { } difference)
                return difference;
        }
        foreach (var member in actual.EnumerateObject())
        {
            if (!expected.TryGetProperty(member.Name, out _) && !(nullIsAbsent && member.Value.ValueKind == JsonValueKind.Null))
                return $"{path}.{member.Name}: not expected, but it is {Short(member.Value)}";
        }
        return null;
    }

    private static string? CompareArrays(string path, JsonElement expected, JsonElement actual, bool nullIsAbsent)
    {
        var length = Math.Min(expected.GetArrayLength(), actual.GetArrayLength());
        for (var i = 0; i < length; i++)
        {
            if (Compare($"{path}[{i}]", expected[i], actual[i], nullIsAbsent) is { } difference)
                return difference;
        }
        if (expected.GetArrayLength() == actual.GetArrayLength())
            return null;
        return $"{path}: expected {expected.GetArrayLength()} elements, there are {actual.GetArrayLength()}";
    }

    private static bool SameNumber(string left, string right) =>
        left == right
        || (decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var first) && decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var second)
            ? first == second
            : double.Parse(left, CultureInfo.InvariantCulture).Equals(double.Parse(right, CultureInfo.InvariantCulture)));

    /// <summary>The decoded text, by Parley's own rules: the document refuses lone surrogates.</summary>
    private static string Text(JsonElement text) => JsonText.FromToken(Encoding.UTF8.GetBytes(text.GetRawText())).ToString();

    private static string Different(string path, JsonElement expected, JsonElement actual) => $"{path}: expected {Short(expected)}, actual {Short(actual)}";

    private static string Short(JsonElement value)
    {
        var text = value.GetRawText();
        return text.Length <= 200 ? text : text[..200] + "…";
    }
}
