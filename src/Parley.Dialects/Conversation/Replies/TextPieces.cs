namespace Parley.Dialects.Conversation;

/// <summary>A text that comes as strings, which may be cut within a character: the half of a surrogate pair waits for its other half. One for a text.</summary>
public sealed class TextPieces
{
    private char? _half;

    /// <summary>The half that still waits; it has no other, when the text is at its end. Empty where none does.</summary>
    public string Rest => _half?.ToString() ?? "";

    /// <summary>The next piece, without the half at its end, and behind the half that waited.</summary>
    public string Add(string? piece)
    {
        if (string.IsNullOrEmpty(piece))
            return "";
        var whole = _half is { } half ? half + piece : piece;
        _half = char.IsHighSurrogate(whole[^1]) ? whole[^1] : null;
        return _half is null ? whole : whole[..^1];
    }
}
