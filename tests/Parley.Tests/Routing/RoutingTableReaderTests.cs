using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Routing;

public sealed class RoutingTableReaderTests
{
    [Fact]
    public void Table_is_read_with_arms_in_the_order_of_the_first_line()
    {
        var table = Tables.Read("""
            {"prompt":"a","source":"x","arms":{"small":{"reward":0.5,"cost":0.001,"near_best":true},"large":{"reward":1,"cost":0.02}}}

            {"prompt":"b","arms":{"large":{"reward":0.25,"cost":0},"small":{"reward":0,"cost":0.003}}}
            """);

        Assert.Equal(["small", "large"], table.Arms);
        Assert.Equal(["a", "b"], table.Rows.Select(static row => row.Prompt));
        Assert.Equal([0, 0.25], table.Rows[1].Rewards);
        Assert.Equal([0.003, 0], table.Rows[1].Costs);
    }

    [Theory]
    [InlineData("{\"prompt\":\"a\",", "PRL1001", "table.jsonl:2:", "not JSON")]
    [InlineData("[]", "PRL1004", "table.jsonl:2:1", "not an object")]
    [InlineData("{\"arms\":{}}", "PRL1006", "table.jsonl:2:1", "no `prompt`")]
    [InlineData("{\"prompt\":1,\"arms\":{}}", "PRL1004", "table.jsonl:2:2", "not a text")]
    [InlineData("{\"prompt\":\"a\"}", "PRL1006", "table.jsonl:2:1", "no `arms`")]
    [InlineData("{\"prompt\":\"a\",\"arms\":[]}", "PRL1004", "table.jsonl:2:15", "not an object of arms")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{}}", "PRL1006", "table.jsonl:2:15", "`m` of the first line is missing")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{\"m\":{\"cost\":1}}}", "PRL1006", "table.jsonl:2:23", "no `reward`")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{\"m\":{\"reward\":\"1\",\"cost\":1}}}", "PRL1004", "table.jsonl:2:23", "not a number")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{\"m\":{\"reward\":1.5,\"cost\":1}}}", "PRL1005", "table.jsonl:2:23", "from 0 to 1")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{\"m\":{\"reward\":1,\"cost\":-1}}}", "PRL1005", "table.jsonl:2:23", "from 0")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{\"m\":{\"reward\":1,\"cost\":1e999}}}", "PRL1005", "table.jsonl:2:23", "from 0")]
    [InlineData("{\"prompt\":\"a\",\"arms\":{\"m\":{\"reward\":1,\"cost\":1},\"n\":{\"reward\":1,\"cost\":1}}}", "PRL1005", "table.jsonl:2:49", "`n` is not in the first line")]
    public void Line_that_is_wrong_is_told_with_its_place(string line, string code, string place, string message)
    {
        var wrong = Assert.Throws<ConfigurationException>(() => Tables.Read("{\"prompt\":\"a\",\"arms\":{\"m\":{\"reward\":1,\"cost\":1}}}\n" + line));

        var problem = Assert.Single(wrong.Problems);
        Assert.Equal(code, problem.Code.Id);
        Assert.StartsWith(place, problem.Span!.ToString(), StringComparison.Ordinal);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_without_prompts_is_none() =>
        Assert.Equal("PRL1006", Assert.Single(Assert.Throws<ConfigurationException>(() => Tables.Read("\n\n")).Problems).Code.Id);
}
