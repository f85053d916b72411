using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;

namespace Parley.Routing.Estimates;

/// <summary>How large a model is, from its name: <c>llama3:70b</c>, <c>qwen2.5-0.5b</c>, <c>mixtral-8x7b</c>.</summary>
internal static class ModelSize
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Callers make up names: beyond so many nothing is remembered.</summary>
    private const int Most = 4096;

    private static readonly ConcurrentDictionary<string, double> Known = new(StringComparer.Ordinal);

    /// <summary>The billions of parameters that the name tells; null when it tells none.</summary>
    public static double? Parameters(string model)
    {
        if (Known.TryGetValue(model, out var known))
            return known > 0 ? known : null;
        var read = Read(model);
        if (Known.Count < Most)
            Known.TryAdd(model, read ?? 0);
        return read;
    }

    /// <summary>
    /// Gigabytes, at a byte for each parameter: what servers commonly keep models in is between half a byte and one, and the cache of a conversation comes on top.
    /// </summary>
    public static double? Gigabytes(string model) => Parameters(model);

    private static double? Read(ReadOnlySpan<char> model)
    {
        double? largest = null;
        for (var at = 0; at < model.Length; at++)
        {
            if (!char.IsAsciiDigit(model[at]) || (at > 0 && !IsBoundary(model[at - 1])))
                continue;
            if (Sized(model[at..]) is { } size && (largest is null || size > largest))
                largest = size;
        }
        return largest;
    }

    /// <summary>The size at the start of a text, with nothing that goes on behind it: <c>70b</c>, <c>0.5B-instruct</c>, <c>8x7b</c>, <c>270m</c>.</summary>
    private static double? Sized(ReadOnlySpan<char> text)
    {
        var end = Digits(text);
        var count = 1.0;
        if (end < text.Length && text[end] is 'x' or 'X' && Digits(text[(end + 1)..]) > 0)
        {
            count = double.Parse(text[..end], CultureInfo.InvariantCulture);
            text = text[(end + 1)..];
            end = Digits(text);
        }
        if (end == 0 || end == text.Length || (end + 1 < text.Length && !IsBoundary(text[end + 1])) || !double.TryParse(text[..end], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        return text[end] switch
        {
            'b' or 'B' => count * number,
            'm' or 'M' => count * number / 1000,
            _ => null,
        };
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(NumberCharacters);
        return length < 0 ? text.Length : length;
    }

    private static bool IsBoundary(char character) => !char.IsAsciiLetterOrDigit(character) && character != '.';
}
