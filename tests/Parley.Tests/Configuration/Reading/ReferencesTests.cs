using Parley.Configuration.Reading;

namespace Parley.Tests.Configuration;

public sealed class ReferencesTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("${A}", "1")]
    [InlineData("x-${A}-${B:-two}-y", "x-1-two-y")]
    [InlineData("${B:-}", "")]
    [InlineData("${B:-${A}}", "1")]
    [InlineData("${B:-$${x}", "${x")]
    [InlineData("${B:-x${EMPTY:-${C:-deep}}y}z", "xdeepyz")]
    [InlineData("${EMPTY:-d}", "d")]
    [InlineData("$${A}", "${A}")]
    [InlineData("${A", "${A")]
    [InlineData("$A costs 5$", "$A costs 5$")]
    [InlineData("${B:-http://h:1/?a=b}", "http://h:1/?a=b")]
    public void References_are_filled_in(string text, string expected)
    {
        Assert.Equal(expected, References.Expand(text, Environment, out var unset));
        Assert.Null(unset);
    }

    [Fact]
    public void Reference_within_a_default_counts_as_unset_too()
    {
        References.Expand("${B:-${D}}", Environment, out var unset);
        Assert.Equal("D", unset);
    }

    [Fact]
    public void First_variable_that_is_not_set_is_named()
    {
        References.Expand("${A}${C}${D}", Environment, out var unset);

        Assert.Equal("C", unset);
    }

    [Theory]
    [InlineData("env.OPENAI_API_KEY", "OPENAI_API_KEY")]
    [InlineData("os.environ/OPENAI_API_KEY", "OPENAI_API_KEY")]
    [InlineData("environment", null)]
    [InlineData("env.", null)]
    public void Whole_values_refer_to_variables(string text, string? variable) => Assert.Equal(variable, References.WholeVariable(text));

    private static string? Environment(string name) => name switch
    {
        "A" => "1",
        "EMPTY" => "",
        _ => null,
    };
}
