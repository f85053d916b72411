using System.Text;
using System.Text.Json;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Schemas;

public sealed class StrictSchemaTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{},"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"allOf":[{"type":"string"}]}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[{"type":"string"}]}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"not":{"type":"string"}}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","anyOf":[{"type":"object","properties":{},"additionalProperties":false}],"properties":{},"additionalProperties":false}""", false)]
    public void Schema_fits_strict_mode_by_its_words(string schema, bool fits) => Assert.Equal(fits, StrictSchema.Fits(RawJson.Parse(schema)));

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Schema_fits_strict_mode_to_ten_levels(int levels, bool fits)
    {
        var schema = """{"type":"string"}""";
        for (var i = 0; i < levels; i++)
            schema = $$"""{"type":"object","properties":{"a":{{schema}}},"required":["a"],"additionalProperties":false}""";

        Assert.Equal(fits, StrictSchema.Fits(RawJson.Parse(schema)));
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void Schema_fits_strict_mode_to_a_thousand_values(int values, bool fits)
    {
        var list = JsonSerializer.Serialize(Enumerable.Range(0, values).Select(static value => $"v{value}"));
        var schema = $$$"""{"type":"object","properties":{"a":{"type":"string","enum":{{{list}}}}},"required":["a"],"additionalProperties":false}""";

        Assert.Equal(fits, StrictSchema.Fits(RawJson.Parse(schema)));
    }

    [Fact]
    public void Tool_that_contains_itself_is_not_strict_for_Anthropic()
    {
        const string Schema = """{"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}""";
        var body = $$$"""{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{{{Schema}}}}}]}""";
        var request = KnownDialects.Find(DialectNames.OpenAIChat)!.Chat.ReadRequest(new WireRequest("", "", WireHeaders.None, Encoding.UTF8.GetBytes(body)));

        var written = CodecProof.WriteRequest(KnownDialects.Find(DialectNames.AnthropicMessages)!.Chat, request);

        Assert.DoesNotContain("strict", written.Text, StringComparison.Ordinal);
        Assert.Contains(written.Log.Entries, static entry => entry.Field == "tools[0].strict");
    }
}
