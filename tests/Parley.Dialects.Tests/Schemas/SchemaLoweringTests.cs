using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Schemas;

public sealed class SchemaLoweringTests
{
    [Theory]
    // References are written out, with what stands beside them; names may be escaped.
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/A~1b","description":"Mine"}},"$defs":{"A/b":{"type":"integer","description":"Theirs"}}}""",
        """{"type":"OBJECT","properties":{"a":{"type":"INTEGER","description":"Mine Theirs"}}}""")]
    [InlineData("""{"$ref":"#/definitions/A","definitions":{"A":{"$ref":"#/definitions/B"},"B":{"type":"object","properties":{"x":{"type":"string"}}}}}""",
        """{"type":"OBJECT","properties":{"x":{"type":"STRING"}}}""")]
    // Null.
    [InlineData("""{"type":["string","null"]}""", """{"type":"STRING","nullable":true}""")]
    [InlineData("""{"anyOf":[{"type":"integer"},{"type":"null"}],"description":"n"}""", """{"type":"INTEGER","nullable":true,"description":"n"}""")]
    [InlineData("""{"enum":["a",null]}""", """{"type":"STRING","nullable":true,"enum":["a"]}""")]
    // Alternatives stand alone, so that what stood beside them goes into each.
    [InlineData("""{"type":["string","integer"],"minLength":1,"minimum":2,"description":"d"}""",
        """{"anyOf":[{"type":"STRING","minLength":1,"description":"d"},{"type":"INTEGER","minimum":2,"description":"d"}]}""")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"number"},{"type":"null"}]}""", """{"anyOf":[{"type":"STRING","nullable":true},{"type":"NUMBER","nullable":true}]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"anyOf":[{"required":["a"]},{"required":["b"]}]}""",
        """{"anyOf":[{"type":"OBJECT","properties":{"a":{"type":"STRING"},"b":{"type":"STRING"}},"required":["a"]},{"type":"OBJECT","properties":{"a":{"type":"STRING"},"b":{"type":"STRING"}},"required":["b"]}]}""")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"string"}},"required":["b"]}]}""",
        """{"type":"OBJECT","properties":{"a":{"type":"STRING"},"b":{"type":"STRING"}},"required":["a","b"]}""")]
    // Constants and enumerations.
    [InlineData("""{"const":"x"}""", """{"type":"STRING","enum":["x"]}""")]
    [InlineData("""{"type":"integer","enum":[1,2]}""", """{"type":"INTEGER","description":"One of: 1, 2."}""")]
    [InlineData("""{"type":"string","enum":["a",""]}""", """{"type":"STRING","enum":["a"],"description":"One of: a, ."}""")]
    // Nodes without a type.
    [InlineData("""{"properties":{"a":{"minimum":1}}}""", """{"type":"OBJECT","properties":{"a":{"type":"NUMBER","minimum":1}}}""")]
    [InlineData("""{"type":"object","properties":{"a":true,"b":false,"c":{}},"required":["a","b","z"]}""",
        """{"type":"OBJECT","properties":{"a":{"type":"STRING","description":"Any JSON value."},"c":{"type":"STRING","description":"Any JSON value."}},"required":["a"]}""")]
    [InlineData("""{"type":"array"}""", """{"type":"ARRAY","items":{"type":"STRING","description":"Any JSON value."}}""")]
    // What the target lacks is said in words.
    [InlineData("""{"type":"string","format":"uuid","description":"The id"}""", """{"type":"STRING","description":"The id. Format: uuid."}""")]
    [InlineData("""{"type":"string","format":"date-time"}""", """{"type":"STRING","format":"date-time"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false,"$schema":"x","$id":"y"}""",
        """{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"description":"No other properties are allowed."}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"multipleOf":0.5,"maximum":9}""", """{"type":"NUMBER","maximum":9,"description":"Greater than 0. A multiple of 0.5."}""")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true,"minItems":1}""", """{"type":"ARRAY","items":{"type":"STRING"},"minItems":1,"description":"The items are unique."}""")]
    public void Schema_is_lowered(string schema, string expected)
    {
        var lowered = SchemaLowering.Lower(RawJson.Parse(schema), SchemaRules.OpenApiSubset, new ConversionLog(), "schema");
        Assert.Null(JsonDiff.First(expected, lowered.ToString(), nullIsAbsent: false));
    }

    [Fact]
    public void Cycle_is_cut_where_it_closes_and_recorded_once()
    {
        var log = new ConversionLog();
        var lowered = SchemaLowering.Lower(RawJson.Parse("""
            {"$ref":"#/$defs/Node","$defs":{"Node":{"type":"object","properties":{"value":{"type":"string"},"next":{"$ref":"#/$defs/Node"},"all":{"type":"array","items":{"$ref":"#/$defs/Node"}}}}}}
            """), SchemaRules.OpenApiSubset, log, "tools[0].schema");
        Assert.Null(JsonDiff.First("""
            {"type":"OBJECT","properties":{"value":{"type":"STRING"},"next":{"type":"OBJECT","description":"The same form as Node."},
             "all":{"type":"ARRAY","items":{"type":"OBJECT","description":"The same form as Node."}}}}
            """, lowered.ToString()));
        Assert.Equal([new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "tools[0].schema.$ref", "#/$defs/Node")], log.Entries);
    }

    [Fact]
    public void References_that_double_at_every_step_end_at_the_limit()
    {
        var definitions = string.Concat(Enumerable.Range(0, 40).Select(static i =>
            """
            "N#":{"type":"object","properties":{"a":{"$ref":"#/$defs/N@"},"b":{"$ref":"#/$defs/N@"}}},
            """.Replace("#\"", i + "\"").Replace("@", (i + 1).ToString())));
        var log = new ConversionLog();
        var lowered = SchemaLowering.Lower(RawJson.Parse("""{"$ref":"#/$defs/N0","$defs":{*"N40":{"type":"string"}}}""".Replace("*", definitions)), SchemaRules.OpenApiSubset with { MaxNodes = 100 }, log, "s");
        Assert.InRange(lowered.Utf8.Length, 1, 40_000);
        Assert.Contains(log.Entries, static entry => entry.Field == "s.depth");
    }

    [Fact]
    public void Alternatives_at_the_top_of_arguments_become_one_object()
    {
        var lowered = SchemaLowering.Lower(RawJson.Parse("""
            {"anyOf":[{"type":"object","properties":{"a":{"type":"string"},"k":{"type":"string"}},"required":["a","k"]},{"type":"object","properties":{"b":{"type":"string"},"k":{"type":"string"}},"required":["b","k"]}]}
            """), SchemaRules.OpenApiArguments, new ConversionLog(), "s");
        var node = RawJson.Parse(lowered.ToString());
        Assert.StartsWith("""{"type":"OBJECT","properties":{"a":{"type":"STRING"},"k":{"type":"STRING"},"b":{"type":"STRING"}},"required":["k"]""", node.ToString());
        Assert.Contains("anyOf: ", node.ToString());
    }

    [Fact]
    public void Words_in_place_of_constraints_are_recorded_as_emulated()
    {
        var log = new ConversionLog();
        SchemaLowering.Lower(RawJson.Parse("""{"type":"object","properties":{"a":{"type":"string","format":"uri"},"b":{"type":"string","format":"uuid"}}}"""), SchemaRules.OpenApiSubset, log, "response_format.schema");
        Assert.Equal([new ConversionEntry(ConversionCategory.Emulated, ConversionSeverity.Info, "response_format.schema.format", "\"uri\"", "description")], log.Entries);
    }

    [Fact]
    public void Lowering_is_deterministic_and_leaves_a_lowered_schema_alone()
    {
        var schema = RawJson.Parse("""{"type":"object","properties":{"a":{"type":["string","null"],"format":"uri"}},"required":["a"]}""");
        var once = SchemaLowering.Lower(schema, SchemaRules.OpenApiSubset, new ConversionLog(), "s");
        Assert.Equal(once.ToString(), SchemaLowering.Lower(schema, SchemaRules.OpenApiSubset, new ConversionLog(), "s").ToString());
        var log = new ConversionLog();
        Assert.Equal(once.ToString(), SchemaLowering.Lower(once, SchemaRules.OpenApiSubset, log, "s").ToString());
        Assert.Empty(log.Entries);
    }

    [Theory]
    [InlineData("""{"type":"integer","format":"float"}""", """{"type":"INTEGER","description":"Format: float."}""")]
    [InlineData("""{"type":"string","format":"int64"}""", """{"type":"STRING","description":"Format: int64."}""")]
    [InlineData("""{"type":"integer","format":"int64"}""", """{"type":"INTEGER","format":"int64"}""")]
    [InlineData("""{"type":"integer","minimum":1,"exclusiveMinimum":true,"maximum":9,"exclusiveMaximum":false}""", """{"type":"INTEGER","minimum":1,"maximum":9,"description":"Greater than 1."}""")]
    public void Formats_of_another_type_and_marks_of_older_drafts_are_said_in_words(string schema, string expected) =>
        Assert.Equal(expected, SchemaLowering.Lower(RawJson.Parse(schema), SchemaRules.OpenApiSubset, new ConversionLog(), "s").ToString());
}
