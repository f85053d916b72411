using System.Collections.Frozen;

namespace Parley.Expressions;

/// <summary>A function that expressions may call. Pure.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Least">The fewest arguments.</param>
/// <param name="Most">The most arguments.</param>
/// <param name="Reckon">Its value.</param>
internal sealed record ExpressionFunction(string Name, int Least, int Most, Func<ReadOnlyMemory<ExpressionValue>, ExpressionValue> Reckon)
{
    private const int Many = 16;

    /// <summary>All functions. To add one is to add a line.</summary>
    public static FrozenDictionary<string, ExpressionFunction> All { get; } = new ExpressionFunction[]
    {
        new("min", 1, Many, static values => Fold(values, Math.Min)),
        new("max", 1, Many, static values => Fold(values, Math.Max)),
        new("abs", 1, 1, static values => Map(values, Math.Abs)),
        new("sqrt", 1, 1, static values => Map(values, Math.Sqrt)),
        new("log", 1, 1, static values => Map(values, Math.Log)),
        new("contains", 2, 2, static values => Compare(values, static (text, part) => text.Contains(part, StringComparison.OrdinalIgnoreCase))),
        new("starts_with", 2, 2, static values => Compare(values, static (text, part) => text.StartsWith(part, StringComparison.OrdinalIgnoreCase))),
        new("ends_with", 2, 2, static values => Compare(values, static (text, part) => text.EndsWith(part, StringComparison.OrdinalIgnoreCase))),
        new("known", 1, 1, static values => ExpressionValue.Of(values.Span[0].IsKnown)),
    }.ToFrozenDictionary(static function => function.Name, StringComparer.Ordinal);

    /// <summary>Of all; not known where one of them is not.</summary>
    private static ExpressionValue Fold(ReadOnlyMemory<ExpressionValue> values, Func<double, double, double> choose)
    {
        double? best = null;
        foreach (var value in values.Span)
        {
            if (value.Number is not { } number)
                return ExpressionValue.Unknown;
            best = best is { } before ? choose(before, number) : number;
        }
        return ExpressionValue.Of(best);
    }

    private static ExpressionValue Map(ReadOnlyMemory<ExpressionValue> values, Func<double, double> reckon) =>
        values.Span[0].Number is { } number ? ExpressionValue.Of(reckon(number)) : ExpressionValue.Unknown;

    private static ExpressionValue Compare(ReadOnlyMemory<ExpressionValue> values, Func<string, string, bool> holds) =>
        ExpressionValue.Of(values.Span[0].Text is { } text && values.Span[1].Text is { } part && holds(text, part));
}
