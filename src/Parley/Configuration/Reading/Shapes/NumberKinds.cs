using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A number within bounds.</summary>
internal sealed class NumberKind<T>(T least, T most) : ScalarKind<T>
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static bool IsWhole => typeof(T) == typeof(int) || typeof(T) == typeof(long);

    protected override string Wanted => IsWhole ? "a whole number" : "a number";

    public override JsonObject Schema()
    {
        var schema = TypeOrReference(IsWhole ? "integer" : "number");
        if (least != T.MinValue)
            schema["minimum"] = double.CreateChecked(least);
        if (most != T.MaxValue)
            schema["maximum"] = double.CreateChecked(most);
        return schema;
    }

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out T value)
    {
        if (!T.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            scope.WrongKind(scalar, Wanted);
            return false;
        }
        if (value >= least && value <= most)
            return true;
        scope.NotAllowed(scalar, $"{text} is {(value < least ? "too small" : "too large")}", value < least ? $"{least} at least" : $"{most} at most");
        return false;
    }
}

/// <summary>A span of time: a number in the field's own unit, or a text with units (<c>1.5s</c>, <c>2m</c>, <c>1h30m</c>).</summary>
internal sealed class DurationKind(TimeSpan unit, bool allowZero = false) : ScalarKind<TimeSpan>
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Suffix, TimeSpan Unit)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1)),
    ];

    protected override string Wanted => unit == TimeSpan.FromSeconds(1) ? "a number of seconds, or a text such as 30s" : "a number of milliseconds";

    public override JsonObject Schema() => new()
    {
        ["type"] = new JsonArray("number", "string"),
        ["minimum"] = 0,
        ["pattern"] = "^([0-9.]+(ms|s|m|h))+$|\\$\\{",
    };

    protected override bool TryParse(string text, ConfigScalar scalar, ReadScope scope, out TimeSpan value)
    {
        value = default;
        if ((Plain(text) ?? WithUnits(text)) is not { } read)
        {
            scope.WrongKind(scalar, Wanted);
            return false;
        }
        value = read;
        if (value > TimeSpan.Zero || (allowZero && value == TimeSpan.Zero))
            return true;
        scope.NotAllowed(scalar, $"{text} is not a time to wait", allowZero ? "0 at least" : "more than 0");
        return false;
    }

    private TimeSpan? Plain(string text) =>
        double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e12 ? unit * number : null;

    /// <summary>Durations as Go writes them: numbers, each with its unit.</summary>
    private static TimeSpan? WithUnits(string text)
    {
        var sum = TimeSpan.Zero;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return null;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits);
            var suffix = letters < 0 ? rest : rest[..letters];
            var factor = TimeSpan.Zero;
            foreach (var (name, length) in Units)
            {
                if (suffix.SequenceEqual(name))
                    factor = length;
            }
            if (factor == TimeSpan.Zero)
                return null;
            sum += factor * number;
            rest = rest[suffix.Length..];
        }
        return text.Length > 0 ? sum : null;
    }
}
