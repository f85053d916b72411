namespace Parley.Configuration.Diagnostics;

/// <summary>A configuration file as text.</summary>
/// <param name="name">How messages name it: usually its path.</param>
/// <param name="text">The whole text.</param>
public sealed class SourceText(string name, string text)
{
    private string[]? _lines;

    /// <summary>How messages name it.</summary>
    public string Name { get; } = name;

    /// <summary>The whole text.</summary>
    public string Text { get; } = text;

    /// <summary>A line's text without its end, with secrets covered; empty beyond the last line.</summary>
    /// <param name="line">The line, from 1.</param>
    public string Line(int line)
    {
        _lines ??= SecretCover.Cover(Text.ReplaceLineEndings("\n").Split('\n'));
        return line >= 1 && line <= _lines.Length ? _lines[line - 1] : "";
    }

    /// <summary>The file's name.</summary>
    public override string ToString() => Name;
}
