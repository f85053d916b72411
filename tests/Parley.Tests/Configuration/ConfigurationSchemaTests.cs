using System.Text.Json.Nodes;
using Parley.Configuration;
using Parley.TestKit.Schemas;

namespace Parley.Tests.Configuration;

public sealed class ConfigurationSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(ConfigurationSchema.OfConfiguration())!.AsObject();

    [Fact]
    public void Schema_is_draft_seven_and_describes_every_field()
    {
        Assert.Equal("http://json-schema.org/draft-07/schema#", Schema["$schema"]!.GetValue<string>());
        Assert.All(Fields(Schema, "$"), field => Assert.True(field.Rule["description"] is not null, field.Place));
    }

    [Fact]
    public void Every_field_of_the_schema_is_known_to_the_reader()
    {
        var places = Fields(Schema, "$").Select(field => field.Place).ToList();

        Assert.Contains("$.backends[].model_capability.excluded_patterns", places);
        Assert.Contains("$.backends[].baseURL", places);
        Assert.All(places, place => Assert.DoesNotContain(Files.Load(Sample(place, "null")).Problems, problem => problem.Code.Id == "PRL1002"));
    }

    [Fact]
    public void Field_that_is_not_in_the_schema_is_unknown_to_the_reader()
    {
        var groups = Fields(Schema, "$").Select(field => field.Place[..field.Place.LastIndexOf('.')]).Distinct().ToList();

        Assert.All(groups, group => Assert.Contains(Files.Load(Sample($"{group}.no_such_field", "1")).Problems, problem => problem.Code.Id == "PRL1002"));
        Assert.All(groups, group => Assert.NotEmpty(DraftSeven.Check(Schema, JsonNode.Parse(Sample($"{group}.no_such_field", "1")))));
    }

    [Theory]
    [InlineData("""{ "backends": [ { "id": "a", "timeout_ms": 60000, "timeout": "30s", "priority": 8 } ] }""", true)]
    [InlineData("""{ "backends": [ { "id": "a", "timeout_ms": "${T:-5}", "priority": "${P:-1}", "enabled": "${E}" } ] }""", true)]
    [InlineData("""{ "backends": [ { "id": "a", "priority": "high" } ] }""", false)]
    [InlineData("""{ "backends": [ { "type": "openai" } ] }""", false)]
    [InlineData("""{ "backends": [ { "id": "a", "defaults": { "temperature": 2.5 } } ] }""", false)]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["a/b"], "conversion": "reject" } ] }""", true)]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["a/b"], "conversion": "never" } ] }""", false)]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["a/b"], "hosted_tools": "drop" } ] }""", true)]
    [InlineData("""{ "models": [ { "name": "m", "targets": ["a/b"], "hosted_tools": "keep" } ] }""", false)]
    [InlineData("""{ "providers": { "mine": { "extends": "openai", "quirks": { "toolCallIds": "word64" } } } }""", true)]
    public void Schema_takes_what_the_reader_takes(string json, bool fits) => Assert.Equal(fits, DraftSeven.Check(Schema, JsonNode.Parse(json)).Count == 0);

    private static IEnumerable<(string Place, JsonObject Rule)> Fields(JsonObject rule, string place)
    {
        foreach (var (name, value) in rule["properties"]?.AsObject() ?? [])
        {
            var field = value!.AsObject();
            yield return ($"{place}.{name}", field);
            foreach (var inner in Fields(field, $"{place}.{name}"))
                yield return inner;
        }
        foreach (var (word, step) in new[] { ("items", "[]"), ("additionalProperties", ".name") })
        {
            if (rule[word] is JsonObject items)
            {
                foreach (var inner in Fields(items, place + step))
                    yield return inner;
            }
        }
    }

    /// <summary>A document that holds one field at a place.</summary>
    private static string Sample(string place, string value)
    {
        var steps = place.Split('.').Skip(1).Reverse();
        return steps.Aggregate(value, (inner, step) => step.EndsWith("[]", StringComparison.Ordinal) ? $$"""{ "{{step[..^2]}}": [ {{inner}} ] }""" : $$"""{ "{{step}}": {{inner}} }""");
    }
}
