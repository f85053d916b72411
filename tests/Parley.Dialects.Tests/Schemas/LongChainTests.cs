using System.Text.Json;
using Parley.Dialects.Schemas;

namespace Parley.Dialects.Tests.Schemas;

/// <summary>Schemas that inherit from each other in a long row: no circle.</summary>
public sealed class LongChainTests
{
    [Theory]
    [InlineData("{\"n\":1}", true)]
    [InlineData("{}", false)]
    public void Row_of_references_with_allOf_beside_them_is_followed_to_its_end(string value, bool fits)
    {
        const int length = 60;
        var rows = Enumerable.Range(0, length).Select(static i => $$"""
            "s{{i}}":{"allOf":[{"$ref":"#/$defs/s{{i + 1}}"},{"type":"object"}]}
            """.Trim());
        var schema = $$"""{"$ref":"#/$defs/s0","allOf":[{"$ref":"#/$defs/s5"}],"$defs":{ {{string.Join(',', rows)}},"s{{length}}":{"required":["n"]} } }""";
        using var document = JsonDocument.Parse(schema);
        using var given = JsonDocument.Parse(value);
        var validator = new SchemaValidator(document.RootElement);

        Assert.Null(validator.Flaw);
        Assert.Equal(fits, validator.Check(given.RootElement) is null);
        Assert.Null(validator.GaveUp);
    }
}
