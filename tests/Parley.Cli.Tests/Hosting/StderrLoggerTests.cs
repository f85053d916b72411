using Parley.Cli.Hosting;

namespace Parley.Cli.Tests.Hosting;

public sealed class StderrLoggerTests
{
    [Theory]
    [InlineData("plain é 😀", "plain é 😀")]
    [InlineData("zz\r\n2026-01-01 info forged", "zz  2026-01-01 info forged")]
    [InlineData("a\u001b[31mred\u0007", "a [31mred ")]
    [InlineData("a\u2028b\u0085c\u202ed", "a b c d")]
    public void Entry_is_one_line_without_control_characters(string message, string line) => Assert.Equal(line, StderrLoggerProvider.OneLine(message));
}
