using System.Text.RegularExpressions;

namespace Parley.Configuration.Diagnostics;

/// <summary>The value of a member whose name speaks of a secret, as YAML and JSON write values: quoted, plain, in a block below, in brackets.</summary>
internal sealed partial class SecretValue
{
    private readonly string _line;
    private readonly int _start;
    private readonly int _indent;
    private readonly bool _isInGroup;
    private readonly bool _isList;
    private char _quote;
    private bool _takesMembers;

    /// <summary>The value behind a member.</summary>
    /// <param name="line">The line of the member.</param>
    /// <param name="member">The member up to its value, with its <c>name</c>.</param>
    public SecretValue(string line, Match member)
    {
        _line = line;
        _start = member.Index + member.Length;
        _indent = IndentOf(line);
        _isInGroup = line.AsSpan(0, member.Index).ContainsAny('{', '[');
        _isList = member.Groups["name"].Value.EndsWith("keys", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Covers the value. Returns where it ends; <paramref name="open"/> is this value when it may go on in the next line.</summary>
    public int Cover(char[] line, out SecretValue? open)
    {
        open = this;
        if (_start == _line.Length)
            return _start;
        switch (_line[_start])
        {
            case '"' or '\'':
                _quote = _line[_start];
                return CoverQuoted(line, _line, _start + 1, out open);
            case '{' or '[' when _isList && _line.Contains('{'):
                open = null;
                return _start + 1;
            case '{' or '[' when !_isInGroup:
            case '|' or '>':
                _takesMembers = true;
                CoverText(line, _start, _line.Length);
                return _line.Length;
            default:
                var end = EndOfPlain();
                CoverUnlessReference(line, _line, _start, end);
                open = _isInGroup ? null : this;
                return end;
        }
    }

    /// <summary>Covers what a further line has of the value. Returns where it ends; <paramref name="open"/> is null when it has ended.</summary>
    public int CoverMore(char[] line, string text, out SecretValue? open)
    {
        open = this;
        if (_quote != default)
            return CoverQuoted(line, text, 0, out open);
        var indent = IndentOf(text);
        if (indent == text.Length)
            return indent;
        if ((indent > _indent || text[indent] == '-') && (_takesMembers || !Member().IsMatch(text)))
        {
            CoverUnlessReference(line, text, indent, text.Length);
            return text.Length;
        }
        open = null;
        return 0;
    }

    private int CoverQuoted(char[] line, string text, int from, out SecretValue? open)
    {
        var end = from;
        while (end < text.Length && text[end] != _quote)
            end += text[end] == '\\' && _quote == '"' ? 2 : 1;
        if (_quote == '\'' && end + 1 < text.Length && text[end + 1] == _quote)
        {
            CoverText(line, from, end + 2);
            return CoverQuoted(line, text, end + 2, out open);
        }
        open = end < text.Length ? null : this;
        end = Math.Min(end, text.Length);
        CoverUnlessReference(line, text, from, end);
        return Math.Min(end + 1, text.Length);
    }

    /// <summary>In a group on one line a comma or a bracket before a space ends it; else only a comment or the line does.</summary>
    private int EndOfPlain()
    {
        var end = (_isInGroup ? EndInGroup() : EndInBlock()).Match(_line, _start);
        return end.Success ? end.Index : _line.Length;
    }

    private static void CoverUnlessReference(char[] line, string text, int start, int end)
    {
        if (!Reference().IsMatch(text.AsSpan(start, end - start)))
            CoverText(line, start, end);
    }

    private static void CoverText(char[] line, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(line[end - 1]))
            end--;
        Array.Fill(line, '*', start, end - start);
    }

    private static int IndentOf(string line) => line.Length - line.AsSpan().TrimStart().Length;

    /// <summary>A variable of the environment alone: a default beside it would be a secret.</summary>
    [GeneratedRegex("""^(?:\$\{\s*\w+\s*\}|env\.\w+|os\.environ/\w+)[\s,]*$""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();

    [GeneratedRegex("""^\s*(?:-\s+)*["']?[\w.-]+["']?\s*:(?:\s|$)|\{""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Member();

    [GeneratedRegex("""\s*(?:,(?=\s|$)|[}\]](?=[\s,}\]]|$)|(?<=\s)\#)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndInGroup();

    [GeneratedRegex("""\s+\#""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EndInBlock();
}
