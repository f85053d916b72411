using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>
/// Takes the free text of a custom tool out of a function's arguments, <c>{"input":"..."}</c>, piece by piece: what is inside the string is passed on as it comes, with its escapes.
/// Arguments that do not begin so are held to the end; those that hold no such text at all are the text themselves.
/// </summary>
internal sealed class InputScan
{
    private readonly ArrayBufferWriter<byte> _all = new();
    private int _at;
    private Stage _stage;

    private enum Stage
    {
        Before,
        Inside,
        Behind,
        Other,
    }

    /// <summary>The text within whole arguments.</summary>
    public static JsonText InputOf(ToolArguments arguments)
    {
        var scan = new InputScan();
        var pieces = new List<JsonText> { scan.Feed(arguments.AsText()), scan.End() };
        pieces.RemoveAll(static piece => piece.IsEmpty);
        return JoinedText.Of(pieces);
    }

    /// <summary>Takes a piece of the arguments; gives back what of the text it brought.</summary>
    public JsonText Feed(JsonText piece)
    {
        piece.WriteDecoded(_all);
        if (_stage == Stage.Before)
            Open();
        return _stage == Stage.Inside ? Take() : default;
    }

    /// <summary>The rest, when no more arguments come.</summary>
    public JsonText End()
    {
        if (_stage is Stage.Inside or Stage.Behind)
            return default;
        var text = _all.WrittenMemory.Trim(" \t\r\n"u8);
        return JsonScan.IsValue(text.Span) && JsonMembers.Find(new RawJson(text), "input"u8) is { Kind: JsonValueKind.String } input ? input.AsText() : Escaped(_all.WrittenSpan);
    }

    /// <summary>Passes <c>{"input":"</c>; stays where it is while that may still come.</summary>
    private void Open()
    {
        var rest = _all.WrittenSpan;
        var length = rest.Length;
        foreach (var token in (ReadOnlySpan<string>)["{", "\"input\"", ":", "\""])
        {
            rest = rest.TrimStart(" \t\r\n"u8);
            for (var i = 0; i < token.Length && i < rest.Length; i++)
            {
                if (rest[i] != token[i])
                {
                    _stage = Stage.Other;
                    return;
                }
            }
            if (rest.Length < token.Length)
                return;
            rest = rest[token.Length..];
        }
        _stage = Stage.Inside;
        _at = length - rest.Length;
    }

    /// <summary>What of the text is whole: an escape, or the first half of a pair, waits for the rest of it.</summary>
    private JsonText Take()
    {
        var text = new ArrayBufferWriter<byte>();
        text.Write("\""u8);
        var json = _all.WrittenSpan;
        while (_at < json.Length && _stage == Stage.Inside)
        {
            var length = json[_at] == '\\' ? EscapeLength(json[_at..]) : 1;
            if (length > json.Length - _at)
                break;
            if (json[_at] == '"')
                _stage = Stage.Behind;
            else
                Write(json.Slice(_at, length), text);
            _at += length;
        }
        text.Write("\""u8);
        return text.WrittenCount == 2 ? default : JsonText.FromToken(text.WrittenMemory);
    }

    private static int EscapeLength(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2)
            return 2;
        if (json[1] != 'u')
            return 2;
        // The first half of a pair, \uD800 to \uDBFF, is one character with the other.
        var isHalf = json.Length >= 4 && json[2] is (byte)'d' or (byte)'D' && json[3] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B';
        return isHalf && (json.Length < 8 || json[6] == '\\' && json[7] == 'u') ? 12 : 6;
    }

    /// <summary>A model may write what is no JSON: control characters and unknown escapes are then said in a form that is.</summary>
    private static void Write(ReadOnlySpan<byte> characters, ArrayBufferWriter<byte> text)
    {
        if (characters[0] == '\\' ? IsEscape(characters) : characters[0] >= 0x20)
            text.Write(characters);
        else
            JsonWire.Escape(characters, text);
    }

    private static bool IsEscape(ReadOnlySpan<byte> escape)
    {
        if (escape[1] != 'u')
            return "\"\\/bfnrt"u8.Contains(escape[1]);
        foreach (var digit in escape.Slice(2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return true;
    }

    private static JsonText Escaped(ReadOnlySpan<byte> utf8)
    {
        var token = new ArrayBufferWriter<byte>(utf8.Length + 2);
        token.Write("\""u8);
        JsonWire.Escape(utf8, token);
        token.Write("\""u8);
        return JsonText.FromToken(token.WrittenMemory);
    }
}
