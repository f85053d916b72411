using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;
using Parley.TestKit.Schemas;

namespace Parley.Yaml.Tests;

public sealed class SampleFileTests
{
    private static readonly (string, string)[] Environment = [("OPENAI_API_KEY", "sk-1"), ("PARLEY_KEY", "sk-long-enough"), ("AZURE_KEY", "az"), ("PAT", "pat"), ("CLIENT_SECRET", "hush")];

    [Fact]
    public void Sample_loads_without_a_single_warning()
    {
        var loaded = YamlFiles.Load(YamlFiles.Fixture("sample.yaml"), Environment);

        Assert.Empty(loaded.Problems);
        var snapshot = loaded.Require();
        var resolution = ModelResolver.Resolve(snapshot, "fast");
        Assert.Equal("openai-gpt4/gpt-4o-mini", Assert.Single(resolution.Targets).ToString());
        Assert.Equal("it has no key: set GROQ_API_KEY, or api_key", Assert.Single(resolution.Disabled).Backend.DisabledReason);
        Assert.Equal("dev", snapshot.Keys.Find("sk-long-enough")?.Name);
        Assert.Equal(("X-Custom-Header", "value"), (snapshot.BackendList[0].Headers[0].Key, snapshot.BackendList[0].Headers[0].Value));
        Assert.Equal(TimeSpan.FromSeconds(60), snapshot.BackendList[0].Timeouts.Total);
    }

    [Fact]
    public void Every_field_is_read()
    {
        var snapshot = YamlFiles.Load(YamlFiles.Fixture("everything.yaml"), Environment).Require();

        var (west, pat, client) = (snapshot.BackendList[0], snapshot.BackendList[1], snapshot.BackendList[2]);
        Assert.Equal(("0.0.0.0:4000", 64L << 20, 1024L << 20, TimeSpan.Zero), (snapshot.Server.Http, snapshot.Server.MaxBodyBytes, snapshot.Server.MaxBufferedBytes, snapshot.Server.KeepAlive));
        Assert.Equal("https://mine.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01-preview", west.AddressOf("chat/completions", "gpt-4o").AbsoluteUri);
        Assert.Equal(new RequestDefaults { Temperature = 0.7, MaxTokens = 2000, TopP = 1, TopK = 40, MinP = 0.05, FrequencyPenalty = 0, PresencePenalty = -1, RepetitionPenalty = 1.1, Seed = 42 }, west.Defaults);
        Assert.Equal(new TokenPrice(0.2m, 0.2m, "EUR"), west.Price);
        Assert.Equal(new Timeouts { Connect = TimeSpan.FromSeconds(5), FirstEvent = TimeSpan.FromSeconds(30), Idle = TimeSpan.FromSeconds(20), Total = TimeSpan.FromMinutes(2) }, west.Timeouts);
        Assert.Equal((AuthScheme.Token, "pat", "https://git.example.com/api/v2/"), (pat.Auth.Scheme, pat.Credential!.Reveal(), pat.BaseAddress.AbsoluteUri));
        Assert.Equal(("parley", "hush", "llm.read llm.write"), (client.Auth.Client!.Id, client.Credential!.Reveal(), client.Auth.Client.Scope));
    }

    [Theory]
    [InlineData("sample.yaml")]
    [InlineData("everything.yaml")]
    [InlineData("backends/openai.yaml")]
    [InlineData("backends/mixed.yaml")]
    public void File_fits_the_schema_that_editors_use(string fixture)
    {
        var node = new YamlFormat().Parse(new SourceText(fixture, YamlFiles.Fixture(fixture)), new ProblemList())!;

        Assert.Empty(DraftSeven.Check(JsonNode.Parse(ConfigurationSchema.OfConfiguration())!.AsObject(), ToJson(node)));
    }

    private static JsonNode? ToJson(ConfigNode node) => node switch
    {
        ConfigMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Name, ToJson(entry.Value)))),
        ConfigList list => new JsonArray([.. list.Items.Select(ToJson)]),
        ConfigScalar { IsNull: true } => null,
        ConfigScalar { Quoted: false, Text: "true" or "false" } flag => bool.Parse(flag.Text),
        ConfigScalar { Quoted: false } number when double.TryParse(number.Text.Replace("_", "", StringComparison.Ordinal), out var value) => value == Math.Floor(value) ? (long)value : value,
        ConfigScalar text => text.Text,
        _ => throw new NotSupportedException(),
    };
}
