using System.Text;
using System.Text.Json;

namespace Parley.Extensions.AI.Structure;

/// <summary>JSON that is still written: what is there so far, with all that is open closed. Begins at the first brace; what stands around the JSON is passed over. One for a stream.</summary>
internal sealed class PartialJson
{
    /// <summary>In the place of a number: what follows a backslash.</summary>
    private const int AnyEscape = -1;

    /// <summary>Up to here every piece counts.</summary>
    private const int Short = 4096;

    /// <summary>Beyond, only what adds such a part to what was there: all the texts that are looked at are then no longer than so many times the last.</summary>
    private const int Part = 16;

    private readonly StringBuilder _text = new();
    private readonly Stack<char> _open = new();
    private int _safe;
    private int _escape = -1;
    private int _missing;
    private bool _inString;
    private bool _isKey;
    private bool _expectsKey;
    private bool _isDone;
    private int _looked;
    private string? _before;

    /// <summary>Takes the next piece.</summary>
    public void Add(string piece)
    {
        foreach (var letter in piece)
        {
            if (_isDone || (_text.Length == 0 && letter != '{'))
                continue;
            _text.Append(letter);
            if (_inString)
                InString(letter);
            else
                Outside(letter);
        }
    }

    /// <summary>What is there so far, if it is worth a look: something is new, and of a long text enough is; else null.</summary>
    public JsonElement? Next()
    {
        var grown = _text.Length - _looked;
        if (grown == 0 || (_text.Length > Short && grown < _looked / Part && !_isDone))
            return null;
        _looked = _text.Length;
        if (Closed() is not { } closed || closed == _before)
            return null;
        _before = closed;
        return Parse(closed);
    }

    /// <summary>What is there so far; null before anything is.</summary>
    public JsonElement? Close() => Closed() is { } closed ? Parse(closed) : null;

    private string? Closed()
    {
        if (_safe == 0)
            return null;
        var closed = new StringBuilder(_text.Length + _open.Count + 1);
        if (_inString && !_isKey)
            closed.Append(_text, 0, _escape >= 0 ? _escape : WholeLength()).Append('"');
        else
            closed.Append(_text, 0, _safe);
        foreach (var bracket in _open)
            closed.Append(bracket);
        return closed.ToString();
    }

    private static JsonElement? Parse(string closed)
    {
        try
        {
            return JsonElement.Parse(closed);
        }
        catch (JsonException)
        {
            // What the model writes is no JSON; in the end it is looked at whole.
            return null;
        }
    }

    private int WholeLength() => char.IsHighSurrogate(_text[^1]) ? _text.Length - 1 : _text.Length;

    private void InString(char letter)
    {
        if (_missing == AnyEscape)
        {
            _missing = letter == 'u' ? 4 : 0;
            _escape = letter == 'u' ? _escape : -1;
        }
        else if (_missing > 0)
        {
            // Half of a character is cut off with its escape, until the other half is there.
            if (--_missing == 0 && !IsHalf())
                _escape = -1;
        }
        else if (letter == '\\')
        {
            _missing = AnyEscape;
            _escape = _escape < 0 ? _text.Length - 1 : _escape;
        }
        else if (letter == '"')
        {
            EndString();
        }
        else
        {
            _escape = -1;
        }
    }

    private bool IsHalf() =>
        int.TryParse(_text.ToString(_text.Length - 4, 4), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out var code) && char.IsHighSurrogate((char)code);

    private void EndString()
    {
        _inString = false;
        _escape = -1;
        if (!_isKey)
            _safe = _text.Length;
        _isKey = false;
    }

    private void Outside(char letter)
    {
        switch (letter)
        {
            case '"':
                (_inString, _isKey, _expectsKey) = (true, _expectsKey, false);
                break;
            case '{' or '[':
                _open.Push(letter == '{' ? '}' : ']');
                _expectsKey = letter == '{';
                _safe = _text.Length;
                break;
            case '}' or ']':
                _isDone = _open.Count == 0 || _open.Pop() != letter || _open.Count == 0;
                _expectsKey = false;
                _safe = _text.Length;
                break;
            case ',':
                _safe = _text.Length - 1;
                _expectsKey = _open.Count > 0 && _open.Peek() == '}';
                break;
        }
    }
}
