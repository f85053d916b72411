using System.Runtime.Intrinsics;

namespace Parley.Routing.Adaptive;

/// <summary>Solves the normal equations of a regression: a symmetric positive matrix, its lower triangle row by row.</summary>
internal static class Cholesky
{
    /// <summary>How many numbers a triangle of an order has.</summary>
    public static int Size(int order) => order * (order + 1) / 2;

    /// <summary>Where a number stands; the row is not smaller than the column.</summary>
    public static int At(int row, int column) => (row * (row + 1) / 2) + column;

    /// <summary>Replaces a matrix by its factor L, where matrix = L L'.</summary>
    public static void Factor(Span<double> matrix, int order)
    {
        for (var i = 0; i < order; i++)
        {
            var row = matrix.Slice(At(i, 0), i + 1);
            for (var j = 0; j <= i; j++)
            {
                var other = matrix.Slice(At(j, 0), j + 1);
                var sum = row[j] - Dot(row[..j], other[..j]);
                row[j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / other[j];
            }
        }
    }

    /// <summary>Replaces b by y, where L y = b.</summary>
    public static void Forward(ReadOnlySpan<double> factor, Span<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var row = factor.Slice(At(i, 0), i + 1);
            values[i] = (values[i] - Dot(row[..i], values[..i])) / row[i];
        }
    }

    /// <summary>Replaces y by x, where L' x = y.</summary>
    public static void Backward(ReadOnlySpan<double> factor, Span<double> values)
    {
        for (var i = values.Length - 1; i >= 0; i--)
        {
            values[i] /= factor[At(i, i)];
            for (var k = 0; k < i; k++)
                values[k] -= factor[At(i, k)] * values[i];
        }
    }

    /// <summary>Four sums side by side: always four, so that every machine rounds alike.</summary>
    private static double Dot(ReadOnlySpan<double> one, ReadOnlySpan<double> other)
    {
        var sums = Vector256<double>.Zero;
        var i = 0;
        for (; i + 4 <= one.Length; i += 4)
            sums += Vector256.Create(one.Slice(i, 4)) * Vector256.Create(other.Slice(i, 4));
        var sum = Vector256.Sum(sums);
        for (; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }
}
