using System.Collections.Frozen;

namespace Parley.Expressions;

/// <summary>
/// A formula over named values, parsed once and reckoned often. It has no loops, no assignments and no way out to anything but its names, and its length and depth are bounded: reckoning it ends, and soon.
/// Immutable; thread-safe.
/// </summary>
internal sealed class Expression
{
    /// <summary>The longest text.</summary>
    public const int MaxLength = 4096;

    private readonly ExpressionNode _root;

    private Expression(string text, ExpressionNode root) => (Text, _root) = (text, root);

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>Parses a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="names">The names that it may use, each with the number by which its value is asked for.</param>
    /// <exception cref="ExpressionException">It cannot be understood.</exception>
    public static Expression Parse(string text, FrozenDictionary<string, int> names) => text.Length > MaxLength
        ? throw new ExpressionException($"it is longer than {MaxLength} characters", MaxLength)
        : new Expression(text, new ExpressionParser(text, names).Parse());

    /// <summary>Reckons it.</summary>
    /// <param name="valueOf">Gives the value of a name, by its number.</param>
    public ExpressionValue Evaluate(Func<int, ExpressionValue> valueOf) => _root.Evaluate(valueOf);
}

/// <summary>An expression that cannot be understood.</summary>
/// <param name="message">Why, as it goes on from "the expression cannot be used:".</param>
/// <param name="position">Where, in characters from 0.</param>
internal sealed class ExpressionException(string message, int position) : Exception(message)
{
    /// <summary>Where, in characters from 0.</summary>
    public int Position { get; } = position;
}
