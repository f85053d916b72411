using System.Text;
using System.Text.Json;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>Reads one JSON text into nodes.</summary>
internal sealed class JsonTree
{
    private readonly SourceText _source;
    private readonly ProblemList _problems;
    private readonly byte[] _utf8;
    private readonly List<int> _lineStarts = [0];

    public JsonTree(SourceText source, ProblemList problems)
    {
        _source = source;
        _problems = problems;
        _utf8 = Encoding.UTF8.GetBytes(source.Text.TrimStart('\uFEFF'));
        for (var i = 0; i < _utf8.Length; i++)
        {
            if (_utf8[i] == '\n')
                _lineStarts.Add(i + 1);
        }
    }

    public ConfigNode Read()
    {
        var reader = new Utf8JsonReader(_utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        var root = ReadValue(ref reader);
        reader.Read();
        return root;
    }

    private ConfigNode ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadMap(ref reader),
        JsonTokenType.StartArray => ReadList(ref reader),
        JsonTokenType.String => new ConfigScalar(reader.GetString()!, quoted: true, Span(ref reader)),
        _ => new ConfigScalar(Encoding.UTF8.GetString(reader.ValueSpan), quoted: false, Span(ref reader)),
    };

    private ConfigMap ReadMap(ref Utf8JsonReader reader)
    {
        var span = Span(ref reader);
        var entries = new List<ConfigEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var nameSpan = Span(ref reader);
            reader.Read();
            var value = ReadValue(ref reader);
            if (names.Add(name))
                entries.Add(new ConfigEntry(name, nameSpan, value));
            else
                _problems.Add(new Problem(ProblemCode.SaidTwice, $"field `{name}` is written twice", nameSpan) { Hint = "keep one of the two" });
        }
        return new ConfigMap(entries, span);
    }

    private ConfigList ReadList(ref Utf8JsonReader reader)
    {
        var span = Span(ref reader);
        var items = new List<ConfigNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(ReadValue(ref reader));
        return new ConfigList(items, span);
    }

    private SourceSpan Span(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        var found = _lineStarts.BinarySearch(start);
        var line = found >= 0 ? found : ~found - 1;
        var column = Encoding.UTF8.GetCharCount(_utf8, _lineStarts[line], start - _lineStarts[line]);
        var length = Encoding.UTF8.GetCharCount(reader.ValueSpan) + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0);
        return new SourceSpan(_source, line + 1, column + 1, Math.Max(1, length));
    }
}
