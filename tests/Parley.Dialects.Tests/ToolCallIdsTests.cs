namespace Parley.Dialects.Tests;

public sealed class ToolCallIdsTests
{
    [Fact]
    public void Map_an_id_that_fits_keeps_it() => Assert.Equal("call_1", ToolCallIds.Map("call_1", ToolCallIdRule.Word64));

    [Fact]
    public void Map_an_id_with_foreign_characters_is_a_word_of_the_limit_and_always_the_same()
    {
        var mapped = ToolCallIds.Map("functions.get weather:0", ToolCallIdRule.Word64);
        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", mapped);
        Assert.Equal(mapped, ToolCallIds.Map("functions.get weather:0", ToolCallIdRule.Word64));
    }

    [Fact]
    public void Map_two_long_ids_with_the_same_beginning_stay_apart()
    {
        var start = new string('a', 80);
        Assert.NotEqual(ToolCallIds.Map(start + "1", ToolCallIdRule.Max40), ToolCallIds.Map(start + "2", ToolCallIdRule.Max40));
    }

    [Fact]
    public void Map_to_nine_characters_gives_nine_letters_and_digits() =>
        Assert.Matches("^[A-Za-z0-9]{9}$", ToolCallIds.Map("call_abcdef", ToolCallIdRule.Alphanumeric9));
}
