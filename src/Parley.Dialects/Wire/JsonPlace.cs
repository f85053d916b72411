using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Says where in a body a byte is, in words for people. Worked out only when something is wrong, by reading the body again: readers keep no path.
/// </summary>
public static class JsonPlace
{
    /// <summary>The JSON path of the value at <paramref name="offset"/>: <c>messages[2].content[0].type</c>; empty for the top.</summary>
    public static string Of(ReadOnlySpan<byte> body, int offset)
    {
        var levels = new List<Level>();
        var reader = new Utf8JsonReader(body, JsonWire.ReaderOptions);
        try
        {
            while (reader.Read() && reader.TokenStartIndex <= offset)
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                    levels[^1].Name = JsonRead.NameHere(ref reader);
                else
                    Step(levels, ref reader, offset);
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Position(body, offset);
        }
        return Join(levels);
    }

    /// <summary>Line and byte of an offset, both from 1.</summary>
    public static string Position(ReadOnlySpan<byte> body, int offset)
    {
        var before = body[..Math.Clamp(offset, 0, body.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = before.Length - before.LastIndexOf((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"line {line}, byte {column}");
    }

    private static void Step(List<Level> levels, ref Utf8JsonReader reader, int offset)
    {
        if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
        {
            levels.RemoveAt(levels.Count - 1);
            return;
        }
        if (levels.Count > 0 && levels[^1].IsArray)
            levels[^1].Index++;
        if (reader.TokenStartIndex < offset && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            levels.Add(new Level { IsArray = reader.TokenType == JsonTokenType.StartArray });
    }

    private static string Join(List<Level> levels)
    {
        var path = new StringBuilder();
        foreach (var level in levels)
        {
            if (level.IsArray && level.Index >= 0)
                path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
            else if (!level.IsArray && level.Name.Length > 0)
                path.Append(path.Length == 0 ? "" : ".").Append(level.Name);
        }
        return path.ToString();
    }

    private sealed class Level
    {
        public bool IsArray { get; init; }

        public int Index { get; set; } = -1;

        public string Name { get; set; } = "";
    }
}
