using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Expressions;

/// <summary>The kinds of tokens.</summary>
internal enum TokenKind
{
    End,
    Number,
    Text,
    Name,
    Sign,
}

/// <summary>A token and where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the sign, or the text without its quotes.</param>
/// <param name="Number">The number.</param>
/// <param name="Position">Where it begins, from 0.</param>
internal readonly record struct Token(TokenKind Kind, string Text, double Number, int Position)
{
    /// <summary>As a message shows it.</summary>
    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}

/// <summary>Takes an expression apart.</summary>
internal ref struct ExpressionLexer(string text)
{
    private static readonly string[] LongSigns = ["&&", "||", "==", "!=", "<=", ">=", "??"];
    private static readonly SearchValues<char> Signs = SearchValues.Create("+-*/%<>!?:(),[]");

    private int _at;

    /// <summary>The next token.</summary>
    public Token Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
        if (_at == text.Length)
            return new Token(TokenKind.End, "", 0, _at);
        var first = text[_at];
        if (char.IsAsciiDigit(first) || first == '.')
            return Number();
        if (first is '"' or '\'')
            return Quoted(first);
        if (char.IsAsciiLetter(first) || first == '_')
            return Name();
        return Sign();
    }

    private Token Number()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '.' or '_' || (text[_at] is '+' or '-' && text[_at - 1] is 'e' or 'E')))
            _at++;
        var written = text[start.._at];
        return double.TryParse(written.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? new Token(TokenKind.Number, written, number, start)
            : throw new ExpressionException($"'{written}' is not a number", start);
    }

    private Token Quoted(char quote)
    {
        var start = _at++;
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != quote)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
                _at++;
            value.Append(text[_at++]);
        }
        if (_at == text.Length)
            throw new ExpressionException("a text has no end", start);
        _at++;
        return new Token(TokenKind.Text, value.ToString(), 0, start);
    }

    /// <summary>Names have dots within: <c>target.cost</c>.</summary>
    private Token Name()
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.'))
            _at++;
        return new Token(TokenKind.Name, text[start.._at], 0, start);
    }

    private Token Sign()
    {
        var start = _at;
        foreach (var sign in LongSigns)
        {
            if (text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal))
            {
                _at += sign.Length;
                return new Token(TokenKind.Sign, sign, 0, start);
            }
        }
        if (!Signs.Contains(text[_at]))
            throw new ExpressionException($"'{text[_at]}' means nothing here", _at);
        return new Token(TokenKind.Sign, text[_at++].ToString(), 0, start);
    }
}
