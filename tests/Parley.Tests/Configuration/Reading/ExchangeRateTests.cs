using Parley.Configuration.Diagnostics;

namespace Parley.Tests.Configuration.Reading;

public sealed class ExchangeRateTests
{
    [Theory]
    [InlineData("\"EUR\": 0", "what one EUR is worth cannot be nothing", "more than 0")]
    [InlineData("\"EUR\": 1.1, \"GBP\": 0.0", "what one GBP is worth cannot be nothing", "more than 0")]
    [InlineData("\"USD\": 1.1", "one USD is worth one US dollar", "leave USD out")]
    [InlineData("\"usd\": 2", "one USD is worth one US dollar", "leave usd out")]
    [InlineData("\"EUR\": -1", "-1 is too small", "0 at least")]
    public void Rate_that_can_be_none_is_told_at_its_place(string rates, string message, string hint)
    {
        var problem = Assert.Single(Load(rates).Problems);

        Assert.Equal((ProblemCode.NotAllowed, Severity.Error, message, hint), (problem.Code, problem.Severity, problem.Message, problem.Hint));
        Assert.NotNull(problem.Span);
    }

    [Fact]
    public void Dollar_that_is_worth_a_dollar_is_no_problem() => Assert.Empty(Load("\"USD\": 1, \"EUR\": 1.1").Problems);

    private static Parley.Configuration.LoadedConfiguration Load(string rates) => Files.Load($$"""
        { "routing": { "prices": { "exchange_rates": { {{rates}} } } } }
        """);
}
