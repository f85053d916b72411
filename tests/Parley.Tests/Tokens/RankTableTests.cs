using System.Text;
using Parley.Tokens;

namespace Parley.Tests.Tokens;

public sealed class RankTableTests
{
    [Theory]
    [InlineData("cl100k_base", 100256)]
    [InlineData("o200k_base", 199998)]
    public void Every_token_is_found_in_the_order_of_ranks(string encoding, int count)
    {
        var table = RankTable.Load(encoding);

        Assert.Equal(count, table.Count);
        for (int rank = 0, token = 1; rank < count; token += table.Bytes(token).Length + 1, rank++)
        {
            Assert.Equal(token, table.Find(table.Bytes(token)));
            Assert.Equal(rank, table.Rank(token));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("qzqz")]
    [InlineData("no token is as long as this")]
    public void What_is_no_token_is_not_found(string text) => Assert.Equal(RankTable.None, RankTable.Load("o200k_base").Find(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_byte_is_a_token()
    {
        var table = RankTable.Load("o200k_base");

        Assert.Equal(Enumerable.Range(0, 256), Enumerable.Range(0, 256).Select(value => table.Rank(table.Find([(byte)value]))).Order());
    }
}
