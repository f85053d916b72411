using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class LargeArraysTests
{
    private const int Length = 2_000_000;
    private readonly LargeArrays _arrays = new();

    [Fact]
    public void Returned_array_is_used_again()
    {
        var array = _arrays.Rent(Length);
        _arrays.Return(array);
        Assert.Same(array, _arrays.Rent(Length - 1000));
        Assert.NotSame(array, _arrays.Rent(Length));
    }

    [Theory]
    [InlineData(Length + 1_000_000)]
    [InlineData(Length / 4)]
    public void Array_that_is_too_small_or_far_too_large_is_left_for_others(int length)
    {
        var array = _arrays.Rent(Length);
        _arrays.Return(array);

        Assert.NotSame(array, _arrays.Rent(length));
        Assert.Same(array, _arrays.Rent(Length));
    }

    [Fact]
    public void No_more_than_a_few_are_kept()
    {
        byte[][] arrays = [.. Enumerable.Range(0, 20).Select(_ => _arrays.Rent(1_100_000))];
        foreach (var array in arrays)
            _arrays.Return(array);

        var again = Enumerable.Range(0, 20).Count(_ => arrays.Contains(_arrays.Rent(1_100_000)));

        Assert.Equal(16, again);
    }
}
