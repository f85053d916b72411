using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonPlaceTests
{
    /// <summary>The place of the value that follows the mark <c>§</c>.</summary>
    private static string PlaceOf(string marked)
    {
        var offset = Encoding.UTF8.GetByteCount(marked.AsSpan(0, marked.IndexOf('§', StringComparison.Ordinal)));
        return JsonPlace.Of(Encoding.UTF8.GetBytes(marked.Replace("§", "", StringComparison.Ordinal)), offset);
    }

    [Theory]
    [InlineData("""§{"a":1}""", "")]
    [InlineData("""{"a":§1}""", "a")]
    [InlineData("""{"x":[1,{"y":2}],"a":§{"b":1}}""", "a")]
    [InlineData("""{"a":[§1,2]}""", "a[0]")]
    [InlineData("""{"a":[1,{"x":[]},§2]}""", "a[2]")]
    [InlineData("""{"a":[[1],[2,§[3]]]}""", "a[1][1]")]
    [InlineData("""{"messages":[{"role":"user"},{"role":"user","content":[{"text":"a"},{"type":§5}]}]}""", "messages[1].content[1].type")]
    [InlineData("""{"größe":{"b":§1}}""", "größe.b")]
    [InlineData("""{"\u0061":§1}""", "a")]
    [InlineData("""[§1]""", "[0]")]
    [InlineData("""{"a":{},"b":[],"c":§1}""", "c")]
    public void Of_a_value_is_its_path(string marked, string path) => Assert.Equal(path, PlaceOf(marked));

    [Fact]
    public void Of_a_byte_behind_broken_json_is_line_and_byte() => Assert.Equal("line 2, byte 3", JsonPlace.Of("{\n  x"u8, 4));

    [Theory]
    [InlineData(0, "line 1, byte 1")]
    [InlineData(2, "line 1, byte 3")]
    [InlineData(3, "line 2, byte 1")]
    [InlineData(99, "line 2, byte 3")]
    public void Position_counts_from_one(int offset, string position) => Assert.Equal(position, JsonPlace.Position("ab\ncd"u8, offset));
}
