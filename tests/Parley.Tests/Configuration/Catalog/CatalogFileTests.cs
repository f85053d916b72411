using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.TestKit.Schemas;

namespace Parley.Tests.Configuration;

public sealed class CatalogFileTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "catalog");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(Folder, "providers"), "*.json").Select(path => Path.GetFileNameWithoutExtension(path)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void File_is_read_under_its_own_name(string name)
    {
        var provider = CatalogFiles.Read(name, File.OpenText(PathOf(name)));

        Assert.Equal(name, provider.Name);
        Assert.Matches("^[a-z0-9][a-z0-9-]*$", provider.Name);
        Assert.NotEmpty(provider.DisplayName);
        Assert.Same(Catalog.BuiltIn.Find(name), Catalog.BuiltIn.Find(name.ToUpperInvariant()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void File_fits_the_schema(string name)
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "schema", "provider.schema.json")))!.AsObject();

        Assert.Empty(DraftSeven.Check(schema, JsonNode.Parse(File.ReadAllText(PathOf(name)))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Base_address_ends_in_a_slash_and_its_placeholders_are_described(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;
        if (provider.BaseUrl is not { } address)
            return;

        Assert.EndsWith("/", address);
        foreach (var part in address.Split('{').Skip(1))
            Assert.Contains(part[..part.IndexOf('}')], provider.Placeholders.Keys);
        Assert.True(Uri.TryCreate(address.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal), UriKind.Absolute, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scheme_has_what_it_needs(string name)
    {
        var auth = Catalog.BuiltIn.Find(name)!.Auth;

        Assert.Equal(auth.Scheme is AuthScheme.Header or AuthScheme.Query, auth.Name.Length > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Search_is_asked_for_in_a_dialect_that_it_speaks(string name)
    {
        var provider = Catalog.BuiltIn.Find(name)!;

        Assert.All(provider.Quirks.WebSearch, dialect => Assert.True(dialect == provider.Dialect || provider.AlsoSpeaks.Contains(dialect), dialect));
    }

    [Theory]
    [InlineData("openai-chat", true)]
    [InlineData("openai-responses", true)]
    [InlineData("anthropic-messages", true)]
    [InlineData("gemini", true)]
    [InlineData("ollama", false)]
    [InlineData("cohere", false)]
    [InlineData("bedrock-converse", false)]
    [InlineData("rest", false)]
    public void Search_cannot_be_promised_in_a_dialect_without_one(string dialect, bool isTaken)
    {
        var file = $$$"""{"name":"x","displayName":"X","dialect":"openai-chat","auth":{"scheme":"none"},"quirks":{"webSearch":["{{{dialect}}}"]} }""";

        var refused = Record.Exception(() => CatalogFiles.Read("x", new StringReader(file)));

        Assert.Equal(isTaken, refused is null);
    }

    [Fact]
    public void Schema_on_disk_is_the_one_that_the_reader_has()
    {
        if (Environment.GetEnvironmentVariable("PARLEY_ACCEPT") == "1")
            Accept("provider.schema.json", ConfigurationSchema.OfProvider());
        var shipped = File.ReadAllText(Path.Combine(Folder, "schema", "provider.schema.json"));

        Assert.Equal(ConfigurationSchema.OfProvider(), shipped, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Names_and_aliases_belong_to_one_provider_each()
    {
        var names = Catalog.BuiltIn.All.SelectMany(provider => provider.Aliases.Prepend(provider.Name)).ToList();

        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Keys_in_the_environment_belong_to_one_provider_each()
    {
        var variables = Catalog.BuiltIn.All.SelectMany(provider => provider.Env).ToList();

        Assert.Equal(variables.Count, variables.Distinct().Count());
    }

    [Fact]
    public void Quirks_of_files_are_exactly_the_members_of_the_wire_profile()
    {
        var members = typeof(Parley.Dialects.WireProfile).GetProperties().Where(member => member.CanWrite && member.GetMethod!.IsStatic == false)
            .Select(member => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(member.Name));

        Assert.Equal(members.Order(), Parley.Configuration.Reading.ProviderPartFields.Quirks.Names.Order());
    }

    /// <summary>Writes the schema to where it is kept; the copy beside the tests follows with the next build.</summary>
    internal static void Accept(string name, string schema)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The repository is nowhere above the tests.");
        File.WriteAllText(Path.Combine(folder.FullName, "catalog", "schema", name), schema);
    }

    private static string PathOf(string name) => Path.Combine(Folder, "providers", name + ".json");
}
