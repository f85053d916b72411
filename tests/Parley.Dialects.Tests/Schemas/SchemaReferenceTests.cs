using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Schemas;

public sealed class SchemaReferenceTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"filter":{"$defs":{"Op":{"type":"integer"}},"type":"object","properties":{"op":{"$ref":"#/$defs/Op"}}}}}""")]
    [InlineData("""{"type":"object","properties":{"filter":{"type":"object","definitions":{"Op":{"type":"integer"}},"properties":{"op":{"$ref":"#/definitions/Op"}}}}}""")]
    public void Definitions_that_stand_within_are_found(string schema)
    {
        var log = new ConversionLog();
        Assert.Equal("""{"type":"OBJECT","properties":{"filter":{"type":"OBJECT","properties":{"op":{"type":"INTEGER"}}}}}""", Lower(schema, log));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void A_base_that_two_parts_share_is_no_cycle()
    {
        var log = new ConversionLog();
        Assert.Equal(
            """{"type":"OBJECT","properties":{"id":{"type":"STRING"},"a":{"type":"STRING"},"b":{"type":"STRING"}}}""",
            Lower("""
                {"allOf":[{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}],
                 "$defs":{"Base":{"type":"object","properties":{"id":{"type":"string"}}},
                          "A":{"allOf":[{"$ref":"#/$defs/Base"},{"type":"object","properties":{"a":{"type":"string"}}}]},
                          "B":{"allOf":[{"$ref":"#/$defs/Base"},{"type":"object","properties":{"b":{"type":"string"}}}]}}}
                """, log));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void References_that_only_point_at_each_other_come_to_an_end() =>
        Assert.StartsWith("{\"type\":", Lower("""{"$ref":"#/$defs/A","$defs":{"A":{"$ref":"#/$defs/B"},"B":{"$ref":"#/$defs/A"}}}""", new ConversionLog()), StringComparison.Ordinal);

    private static string Lower(string schema, ConversionLog log) => SchemaLowering.Lower(RawJson.Parse(schema), SchemaRules.OpenApiSubset, log, "s").ToString();
}
