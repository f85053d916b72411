using System.Collections.Frozen;
using Parley.Expressions;

namespace Parley.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly FrozenDictionary<string, int> Names = new Dictionary<string, int> { ["a"] = 0, ["b"] = 1, ["target.name"] = 2, ["none"] = 3 }.ToFrozenDictionary();

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("2 - 3 - 4", "-5")]
    [InlineData("-a + 10", "8")]
    [InlineData("7 % 4 / 2", "1.5")]
    [InlineData("1e3 + 1_000.5", "2000.5")]
    [InlineData("a < b && b <= 5", "true")]
    [InlineData("a > b || !(a == 2)", "false")]
    [InlineData("a == 2 ? 'yes' : 'no'", "yes")]
    [InlineData("a == 3 ? 1 : b == 5 ? 2 : 3", "2")]
    [InlineData("target.name == 'GROQ'", "true")]
    [InlineData("target.name != \"groq\"", "false")]
    [InlineData("target.name in ['x', 'groq']", "true")]
    [InlineData("a in []", "false")]
    [InlineData("contains(target.name, 'RO') && starts_with(target.name, 'g') && ends_with(target.name, 'q')", "true")]
    [InlineData("min(b, a) + max(a, 1)", "4")]
    [InlineData("min(b, a, none)", "unknown")]
    [InlineData("max(none, a)", "unknown")]
    [InlineData("max(a, none ?? 3)", "3")]
    [InlineData("sqrt(abs(-16))", "4")]
    [InlineData("none + 1", "unknown")]
    [InlineData("none ?? 4", "4")]
    [InlineData("none < 1", "false")]
    [InlineData("none <= none || none >= 1", "false")]
    [InlineData("none == unknown || none == none || unknown == 0", "false")]
    [InlineData("none != unknown || none != 1 || 1 != none", "false")]
    [InlineData("none in [none, 1] || a in [none, 1]", "false")]
    [InlineData("a in [none, 2] && a != 3 && a != 'x'", "true")]
    [InlineData("!(none == 1) && !none", "true")]
    [InlineData("!known(none) && known(a)", "true")]
    [InlineData("1 / 0", "unknown")]
    [InlineData("log(0 - 1)", "unknown")]
    [InlineData("'it\\'s'", "it's")]
    public void Value_is_reckoned(string text, string expected) => Assert.Equal(expected, Evaluate(text).ToString());

    [Theory]
    [InlineData("", 0, "a value is expected, not the end")]
    [InlineData("1 +", 3, "a value is expected, not the end")]
    [InlineData("a b", 2, "an operator is expected, not 'b'")]
    [InlineData("(1", 2, "')' is expected, not the end")]
    [InlineData("c + 1", 0, "there is no 'c'; there are a, b, none, target.name")]
    [InlineData("exec('rm')", 0, "there is no function 'exec'")]
    [InlineData("sqrt(1, 2)", 0, "sqrt takes 1 argument(s), not 2")]
    [InlineData("min()", 0, "min takes 1 to 16 argument(s), not 0")]
    [InlineData("1.2.3", 0, "'1.2.3' is not a number")]
    [InlineData("1e999", 0, "'1e999' is not a number")]
    [InlineData("'open", 0, "a text has no end")]
    [InlineData("a # b", 2, "'#' means nothing here")]
    [InlineData("a ? 1", 5, "':' is expected, not the end")]
    public void Text_that_is_none_is_refused_at_its_place(string text, int position, string message)
    {
        var wrong = Assert.Throws<ExpressionException>(() => Expression.Parse(text, Names));
        Assert.Equal(position, wrong.Position);
        Assert.StartsWith(message, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", 3000)]
    [InlineData("!", 3000)]
    [InlineData("a ? ", 900)]
    [InlineData("1 + ", 2000)]
    public void Length_and_depth_are_bounded(string piece, int times) =>
        Assert.Throws<ExpressionException>(() => Expression.Parse(string.Concat(Enumerable.Repeat(piece, times)), Names));

    private static ExpressionValue Evaluate(string text) => Expression.Parse(text, Names).Evaluate(static number => number switch
    {
        0 => ExpressionValue.Of(2.0),
        1 => ExpressionValue.Of(5.0),
        2 => ExpressionValue.Of("groq"),
        _ => ExpressionValue.Unknown,
    });
}
