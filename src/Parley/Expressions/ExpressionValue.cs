using System.Globalization;

namespace Parley.Expressions;

/// <summary>A value of an expression: a number, a text, true or false, or nothing where something is not known.</summary>
internal readonly record struct ExpressionValue
{
    private readonly double _number;
    private readonly string? _text;

    private ExpressionValue(ExpressionKind kind, double number, string? text) => (Kind, _number, _text) = (kind, number, text);

    /// <summary>What is not known.</summary>
    public static ExpressionValue Unknown => default;

    /// <summary>What it is.</summary>
    public ExpressionKind Kind { get; }

    /// <summary>False where something is not known.</summary>
    public bool IsKnown => Kind != ExpressionKind.Unknown;

    /// <summary>The number; null for everything else.</summary>
    public double? Number => Kind == ExpressionKind.Number ? _number : null;

    /// <summary>The text; null for everything else.</summary>
    public string? Text => _text;

    /// <summary>Whether it counts as true: what is not known does not.</summary>
    public bool IsTrue => Kind switch
    {
        ExpressionKind.Flag or ExpressionKind.Number => _number != 0,
        ExpressionKind.Text => _text!.Length > 0,
        _ => false,
    };

    /// <summary>A number; one that is none (0 / 0) is not known.</summary>
    public static ExpressionValue Of(double? number) => number is { } value && double.IsFinite(value) ? new ExpressionValue(ExpressionKind.Number, value, null) : Unknown;

    /// <summary>A text.</summary>
    public static ExpressionValue Of(string? text) => text is null ? Unknown : new ExpressionValue(ExpressionKind.Text, 0, text);

    /// <summary>True or false.</summary>
    public static ExpressionValue Of(bool flag) => new(ExpressionKind.Flag, flag ? 1 : 0, null);

    /// <summary>Whether two are the same; texts are compared without case, and what is not known is the same as nothing.</summary>
    public bool IsSameAs(ExpressionValue other) => IsKnown && Kind == other.Kind && _number.Equals(other._number) && string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    /// <summary>As a message shows it.</summary>
    public override string ToString() => Kind switch
    {
        ExpressionKind.Number => _number.ToString(CultureInfo.InvariantCulture),
        ExpressionKind.Flag => _number != 0 ? "true" : "false",
        ExpressionKind.Text => _text!,
        _ => "unknown",
    };
}

/// <summary>The kinds of values.</summary>
internal enum ExpressionKind : byte
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A text.</summary>
    Text,
}
