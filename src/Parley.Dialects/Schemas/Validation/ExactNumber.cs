using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Parley.Dialects.Schemas;

/// <summary>A number of JSON as it is written, <c>Digits * 10 ^ Exponent</c>: what doubles round away decides whether it is a multiple, or just beyond a bound.</summary>
internal readonly record struct ExactNumber(BigInteger Digits, int Exponent)
{
    /// <summary>To reckon with longer numbers would take longer than anybody waits.</summary>
    private const int Longest = 1000;

    /// <summary>Whether there is nothing behind the point.</summary>
    public bool IsWhole => Exponent >= 0 || Digits % BigInteger.Pow(10, -Exponent) == 0;

    /// <summary>The number; null for one that is too long or too large.</summary>
    public static ExactNumber? Of(JsonElement number)
    {
        var raw = number.GetRawText();
        var (mantissa, exponent) = (raw, 0);
        if (raw.AsSpan().IndexOfAny('e', 'E') is >= 0 and var e)
        {
            mantissa = raw[..e];
            if (!int.TryParse(raw.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
                return null;
        }
        if (mantissa.Length > Longest || Math.Abs((long)exponent) > Longest)
            return null;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        return new ExactNumber(BigInteger.Parse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), exponent - (point < 0 ? 0 : digits.Length - point));
    }

    /// <summary>Less than zero, zero, or more, as the first is less, the same, or more. Numbers that are too long for it are compared as doubles.</summary>
    public static int Compare(JsonElement one, JsonElement other)
    {
        if (Of(one) is not { } first || Of(other) is not { } second)
            return one.GetDouble().CompareTo(other.GetDouble());
        var (left, right) = Aligned(first, second);
        return left.CompareTo(right);
    }

    /// <summary>Whether the first is the second some whole number of times.</summary>
    public static bool IsMultiple(JsonElement number, JsonElement step)
    {
        if (Of(number) is not { } first || Of(step) is not { } second)
            return Math.IEEERemainder(number.GetDouble(), step.GetDouble()) == 0;
        var (left, right) = Aligned(first, second);
        return left % right == 0;
    }

    private static (BigInteger Left, BigInteger Right) Aligned(ExactNumber one, ExactNumber other)
    {
        var least = Math.Min(one.Exponent, other.Exponent);
        return (one.Digits * BigInteger.Pow(10, one.Exponent - least), other.Digits * BigInteger.Pow(10, other.Exponent - least));
    }
}
