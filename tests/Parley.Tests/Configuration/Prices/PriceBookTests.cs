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

    [Theory]
    [InlineData("openai", "gpt-4-turbo", "10/30")]
    [InlineData("openai", "gpt-4", "30/60")]
    [InlineData("openai", "gpt-3.5-turbo", "0.5/1.5")]
    [InlineData("anthropic", "claude-3-5-sonnet-20241022", "3/15")]
    [InlineData("anthropic", "claude-3-opus-20240229", "15/75")]
    [InlineData("anthropic", "claude-3-sonnet-20240229", "3/15")]
    [InlineData("anthropic", "claude-3-haiku-20240307", "0.25/1.25")]
    [InlineData("gemini", "gemini-1.5-pro-latest", "3.5/10.5")]
    [InlineData("gemini", "gemini-1.5-flash-latest", "0.35/1.05")]
    [InlineData("deepseek", "deepseek-chat", "0.14/0.28")]
    [InlineData("deepseek", "deepseek-coder", "0.14/0.28")]
    public void Book_had_these_prices_in_the_summer_of_2024(string provider, string model, string price)
    {
        var row = PriceBook.BuiltIn.Find(provider, model, new DateOnly(2024, 8, 1))!;

        Assert.Equal(price, string.Create(CultureInfo.InvariantCulture, $"{row.Rates.Input:0.##}/{row.Rates.Output:0.##}"));
    }

    [Theory]
    [InlineData("openai", "gpt-4o-mini")]
    [InlineData("anthropic", "claude-sonnet-4-5")]
    [InlineData("gemini", "gemini-2.5-flash")]
    [InlineData("groq", "llama-3.3-70b-versatile")]
    [InlineData("groq", "llama3-70b-8192")]
    [InlineData("groq", "mixtral-8x7b-32768")]
    [InlineData("cohere", "command-a-03-2025")]
    [InlineData("deepseek", "deepseek-chat")]
    [InlineData("dashscope", "qwen-plus")]
    [InlineData("cerebras", "llama3.1-8b")]
    [InlineData("perplexity", "sonar")]
    [InlineData("voyage", "voyage-3.5")]
    [InlineData("ai21", "jamba-mini")]
    [InlineData("bedrock", "anthropic.claude-3-haiku-20240307-v1:0")]
    public void Book_has_what_is_used_today(string provider, string model) => Assert.NotNull(PriceBook.BuiltIn.Find(provider, model, Day));

    private static string? Shown(PriceRow? row) => row?.Rates.Input?.ToString("0.##", CultureInfo.InvariantCulture);

    private static PriceRow Row(string id, decimal input, DateOnly from = default, DateOnly? to = null) => new() { Id = id, EffectiveFrom = from, EffectiveTo = to, Rates = new Rates { Input = input, Output = input * 4 } };
}
