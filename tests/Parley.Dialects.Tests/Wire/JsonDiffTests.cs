using Parley.TestKit;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonDiffTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "b": [1, 2], "a": 1 }""")]
    [InlineData("""{"a":null}""", "{}")]
    [InlineData("{}", """{"a":null}""")]
    [InlineData("[1.0,1e2]", "[1,100]")]
    [InlineData("""["\u00e9\/"]""", """["é/"]""")]
    [InlineData("""["\ud83d"]""", """["\ud83d"]""")]
    public void First_the_same_meaning_is_no_difference(string expected, string actual) => Assert.Null(JsonDiff.First(expected, actual));

    [Theory]
    [InlineData("""{"a":{"b":[1,{"c":"x"}]}}""", """{"a":{"b":[1,{"c":"y"}]}}""", "$.a.b[1].c: expected \"x\", actual \"y\"")]
    [InlineData("""{"a":1}""", "{}", "$.a: expected 1, but it is missing")]
    [InlineData("{}", """{"a":1}""", "$.a: not expected, but it is 1")]
    [InlineData("[1]", "[1,2]", "$: expected 1 elements, there are 2")]
    [InlineData("[null]", "[]", "$: expected 1 elements, there are 0")]
    [InlineData("[1]", "[\"1\"]", "$[0]: expected 1, actual \"1\"")]
    [InlineData("[true]", "[false]", "$[0]: expected true, actual false")]
    [InlineData("[0.1]", "[0.2]", "$[0]: expected 0.1, actual 0.2")]
    public void First_a_difference_is_told_with_its_path(string expected, string actual, string difference) => Assert.Equal(difference, JsonDiff.First(expected, actual));

    [Fact]
    public void First_null_counts_when_told_so() => Assert.NotNull(JsonDiff.First("""{"a":null}""", "{}", nullIsAbsent: false));
}
