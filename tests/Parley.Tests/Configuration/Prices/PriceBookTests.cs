using System.Globalization;
using Parley.Configuration;

namespace Parley.Tests.Configuration.Prices;

public sealed class PriceBookTests
{
    private static readonly DateOnly Day = new(2026, 11, 30);

    private static readonly PriceBook Book = PriceBook.Of(
    [
        Row("openai/gpt-4o", 5, to: new DateOnly(2024, 10, 1)),
        Row("openai/gpt-4o", 2.5m, from: new DateOnly(2024, 10, 2)),
        Row("openai/gpt-4o-2024-05-13", 5),
        Row("openai/ft:gpt-4o", 3.75m),
        Row("openai/o1-pro", 150),
        Row("anthropic/claude-3-opus", 15),
    ]);

    [Theory]
    [InlineData("gpt-4o", "2.5")]
    [InlineData("GPT-4o", "2.5")]
    [InlineData("gpt-4o-2024-08-06", "2.5")]
    [InlineData("gpt-4o-20240806", "2.5")]
    [InlineData("gpt-4o@20240806", "2.5")]
    [InlineData("openai/gpt-4o", "2.5")]
    [InlineData("openai/gpt-4o-2024-08-06", "2.5")]
    [InlineData("gpt-4o-2024-05-13", "5")]
    [InlineData("ft:gpt-4o-2024-08-06:acme:support:abc123", "3.75")]
    public void Name_leads_to_its_row(string model, string input) => Assert.Equal(input, Shown(Book.Find("openai", model, Day)));

    [Theory]
    [InlineData("openai", "gpt-4o-mini")]
    [InlineData("openai", "gpt-4o-2407")]
    [InlineData("openai", "claude-3-opus")]
    [InlineData("groq", "gpt-4o")]
    [InlineData("openai", "")]
    public void Price_of_another_model_or_provider_is_never_taken(string provider, string model) => Assert.Null(Book.Find(provider, model, Day));

    [Theory]
    [InlineData("2024-10-01", "5")]
    [InlineData("2024-10-02", "2.5")]
    public void Row_holds_from_its_first_day_to_its_last(string day, string input) =>
        Assert.Equal(input, Shown(Book.Find("openai", "gpt-4o", DateOnly.Parse(day, CultureInfo.InvariantCulture))));

    [Fact]
    public void Highest_is_the_dearest_of_the_provider_or_of_all()
    {
        Assert.Equal("openai/o1-pro", Book.Highest("openai", Day)!.Id);
        Assert.Equal("anthropic/claude-3-opus", Book.Highest("anthropic", Day)!.Id);
        Assert.Equal("openai/o1-pro", Book.Highest(Day)!.Id);
        Assert.Null(Book.Highest("groq", Day));
    }

    private static string? Shown(PriceRow? row) => row?.Rates.Input?.ToString("0.##", CultureInfo.InvariantCulture);

    private static PriceRow Row(string id, decimal input, DateOnly from = default, DateOnly? to = null) => new() { Id = id, EffectiveFrom = from, EffectiveTo = to, Rates = new Rates { Input = input, Output = input * 4 } };
}
