using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Writes arguments that come as paths and values (<c>$.place.city</c>, <c>$.days[0]</c>) as the text of one JSON object, each piece as it comes.
/// The model writes them from front to back, so that what a path leaves is closed.
/// </summary>
internal sealed class PartialArguments
{
    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly List<string> _open = [];
    private readonly List<bool> _lists = [];
    private readonly List<bool> _hasMembers = [];
    private string? _openString;
    private bool _hasBegun;

    /// <summary>Takes the next value.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="value">The value; absent for none.</param>
    /// <param name="continues">True when more of the same string will come.</param>
    public void Add(string path, RawJson value, bool continues)
    {
        if (path == _openString && value.Kind == JsonValueKind.String)
        {
            AppendString(value, continues);
            return;
        }
        var steps = Steps(path);
        if (steps.Count == 0 || value.IsAbsent)
            return;
        Begin();
        CloseString();
        Enter(steps);
        Name(steps[^1]);
        if (value.Kind != JsonValueKind.String)
        {
            _json.Write(value.Utf8.Span);
            return;
        }
        _json.Write("\""u8);
        _openString = path;
        AppendString(value, continues);
    }

    /// <summary>Closes everything.</summary>
    public void End()
    {
        Begin();
        CloseString();
        Leave(0);
        _json.Write("}"u8);
    }

    /// <summary>The text since the last time.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var text = _json.WrittenSpan.ToArray();
        _json.ResetWrittenCount();
        return text;
    }

    private void Begin()
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        _hasMembers.Add(false);
        _json.Write("{"u8);
    }

    private void AppendString(RawJson value, bool continues)
    {
        value.AsText().WriteEscaped(_json);
        if (!continues)
            CloseString();
    }

    private void CloseString()
    {
        if (_openString is not null)
            _json.Write("\""u8);
        _openString = null;
    }

    /// <summary>Closes what is not on the way, and opens what is: a list where the next step is a number.</summary>
    private void Enter(List<string> steps)
    {
        var common = 0;
        while (common < _open.Count && common < steps.Count - 1 && _open[common] == steps[common])
            common++;
        Leave(common);
        for (var i = common; i < steps.Count - 1; i++)
        {
            Name(steps[i]);
            _json.Write(IsIndex(steps[i + 1]) ? "["u8 : "{"u8);
            _open.Add(steps[i]);
            _hasMembers.Add(false);
            _lists.Add(IsIndex(steps[i + 1]));
        }
    }

    private void Leave(int depth)
    {
        while (_open.Count > depth)
        {
            _json.Write(_lists[^1] ? "]"u8 : "}"u8);
            _open.RemoveAt(_open.Count - 1);
            _lists.RemoveAt(_lists.Count - 1);
            _hasMembers.RemoveAt(_hasMembers.Count - 1);
        }
    }

    private void Name(string step)
    {
        if (_hasMembers[^1])
            _json.Write(","u8);
        _hasMembers[^1] = true;
        if (IsIndex(step))
            return;
        ((JsonText)step[1..]).WriteToken(_json);
        _json.Write(":"u8);
    }

    private static bool IsIndex(string step) => step[0] == '[';

    /// <summary>The steps of a path: <c>.name</c> or <c>[0</c>. Names may be quoted in brackets.</summary>
    private static List<string> Steps(string path)
    {
        var steps = new List<string>();
        var rest = path.AsSpan().TrimStart('$');
        while (rest.Length > 1)
        {
            var isBracket = rest[0] == '[';
            var isQuoted = isBracket && rest[1] is '\'' or '"';
            var end = isQuoted ? rest.IndexOf($"{rest[1]}]", StringComparison.Ordinal) : isBracket ? rest.IndexOf(']') : rest[1..].IndexOfAny('.', '[') + 1;
            if (end <= 0)
                end = rest.Length;
            if (isQuoted)
                steps.Add(string.Concat(".", rest[2..Math.Max(2, end)]));
            else
                steps.Add(string.Concat(isBracket ? "[" : ".", rest[1..end]));
            rest = rest[Math.Min(rest.Length, end + (isQuoted ? 2 : isBracket ? 1 : 0))..];
        }
        return steps;
    }
}
