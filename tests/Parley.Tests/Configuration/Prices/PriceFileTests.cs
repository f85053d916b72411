using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.TestKit.Schemas;

namespace Parley.Tests.Configuration.Prices;

public sealed class PriceFileTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "catalog");
    private static readonly string[] KnownAbilities = ["tools", "vision", "audio", "video", "documents", "json_schema", "reasoning", "embeddings", "rerank", "image_output", "audio_output"];

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(Folder, "models"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_belongs_to_a_provider_of_the_catalog(string name) =>
        Assert.Contains(name, Catalog.BuiltIn.All.SelectMany(static provider => provider.PricedAs.Append(provider.Name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void File_fits_the_schema(string name)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "schema", "models.schema.json")))!.AsObject();

        Assert.Empty(DraftSeven.Check(schema, JsonNode.Parse(Text(name))));
    }

    [Fact]
    public void Schema_on_disk_is_the_one_that_the_reader_has()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_ACCEPT") == "1")
            CatalogFileTests.Accept("models.schema.json", ConfigurationSchema.OfPrices());
        var shipped = File.ReadAllText(Path.Combine(Folder, "schema", "models.schema.json"));

        Assert.Equal(ConfigurationSchema.OfPrices(), shipped, ignoreLineEndingDifferences: true);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_row_says_what_it_costs_where_that_is_from_and_when_it_was_looked_up(string name)
    {
        Assert.All(PriceFiles.Read(name, new StringReader(Text(name))).Rows, static row =>
        {
            Assert.True(row.Rates.Input is not null || row.Rates.PerCall is not null || row.Rates.PerSearch is not null, row.Id);
            Assert.StartsWith("https://", row.Source, StringComparison.Ordinal);
            Assert.NotNull(row.Checked);
            Assert.Matches("^[A-Z]{3}$", row.Currency);
            Assert.All(row.Abilities, static ability => Assert.Contains(ability, KnownAbilities));
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Figures_are_of_a_likely_size(string name)
    {
        Assert.All(PriceFiles.Read(name, new StringReader(Text(name))).Rows, static row =>
        {
            Assert.InRange(row.Rates.Input ?? 0, 0, 250);
            Assert.InRange(row.Rates.Output ?? 0, 0, 1000);
            Assert.True((row.Rates.CacheRead ?? 0) <= (row.Rates.Input ?? 0), $"{row.Id}: what is cached costs more than what is not");
            Assert.True((row.Rates.CacheWrite1h ?? decimal.MaxValue) >= (row.Rates.CacheWrite5m ?? 0), row.Id);
            Assert.All(row.Tiers, tier => Assert.True(tier.Rates.Input >= row.Rates.Input, row.Id));
            Assert.InRange(row.ContextWindow ?? 1000, 256, 20_000_000);
            Assert.True(row.MaxOutput is null || row.ContextWindow is null || row.MaxOutput <= row.ContextWindow, row.Id);
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_rows_hold_for_one_name_on_one_day(string name)
    {
        Assert.All(PriceFiles.Read(name, new StringReader(Text(name))).Names, static named =>
        {
            var inOrder = named.Value.OrderBy(static row => row.EffectiveFrom).ToList();
            for (var i = 1; i < inOrder.Count; i++)
                Assert.True(inOrder[i - 1].EffectiveTo < inOrder[i].EffectiveFrom, named.Key);
        });
    }

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, "models", name + ".json"));
}
