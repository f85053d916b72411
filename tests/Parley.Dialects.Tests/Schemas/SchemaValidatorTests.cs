using System.Text.Json;
using Parley.Dialects.Schemas;

namespace Parley.Dialects.Tests.Schemas;

/// <summary>Values against schemas, after the examples of the standard (json-schema.org/understanding-json-schema).</summary>
public sealed class SchemaValidatorTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "1")]
    [InlineData("""{"type":["string","null"]}""", "null", "1")]
    [InlineData("""{"type":"integer"}""", "1.0", "1.5")]
    [InlineData("""{"type":"string","nullable":true}""", "null", "0")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1.0]}""", """{"a":[2]}""")]
    [InlineData("""{"enum":["red",1,null]}""", "null", "\"blue\"")]
    [InlineData("""{"minimum":1,"exclusiveMaximum":3}""", "1", "3")]
    [InlineData("""{"minimum":1,"exclusiveMinimum":true}""", "2", "1")]
    [InlineData("""{"multipleOf":0.01}""", "4.02", "4.021")]
    [InlineData("""{"minLength":2,"maxLength":3}""", "\"\\ud83d\\ude00b\"", "\"\\ud83d\\ude00\"")]
    [InlineData("""{"pattern":"^a+$"}""", "\"aaa\"", "\"ab\"")]
    [InlineData("""{"properties":{"a":{"type":"number"}},"required":["a"]}""", """{"a":1,"b":2}""", """{"b":2}""")]
    [InlineData("""{"properties":{"a":{"type":"number"}},"additionalProperties":false}""", """{"a":1}""", """{"b":2}""")]
    [InlineData("""{"patternProperties":{"^s_":{"type":"string"}},"additionalProperties":{"type":"number"}}""", """{"s_a":"x","b":2}""", """{"s_a":1}""")]
    [InlineData("""{"propertyNames":{"pattern":"^[a-z]+$"}}""", """{"a":1}""", """{"A":1}""")]
    [InlineData("""{"minProperties":1,"maxProperties":1}""", """{"a":1}""", "{}")]
    [InlineData("""{"items":{"type":"number"},"minItems":1,"uniqueItems":true}""", "[1,2]", "[1,1.0]")]
    [InlineData("""{"prefixItems":[{"type":"number"},{"type":"string"}],"items":false}""", """[1,"a"]""", """[1,"a",2]""")]
    [InlineData("""{"items":[{"type":"number"}],"additionalItems":{"type":"string"}}""", """[1,"a"]""", "[1,2]")]
    [InlineData("""{"contains":{"type":"number"},"maxContains":1}""", """["a",1]""", "[1,2]")]
    [InlineData("""{"allOf":[{"type":"number"},{"minimum":2}]}""", "2", "1")]
    [InlineData("""{"anyOf":[{"type":"number"},{"type":"null"}]}""", "null", "\"a\"")]
    [InlineData("""{"oneOf":[{"multipleOf":3},{"multipleOf":5}]}""", "9", "15")]
    [InlineData("""{"not":{"type":"null"}}""", "1", "null")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"a":1,"b":1}""", """{"a":1}""")]
    [InlineData("""{"$ref":"#/$defs/a~1b","$defs":{"a/b":{"type":"number"}}}""", "1", "null")]
    [InlineData("""{"$ref":"#n","$defs":{"x":{"$anchor":"n","type":"number"}}}""", "1", "null")]
    [InlineData("""{"properties":{"next":{"$ref":"#"},"v":{"type":"number"}},"required":["v"]}""", """{"v":1,"next":{"v":2}}""", """{"v":1,"next":{}}""")]
    [InlineData("false", null, "1")]
    public void Value_fits_or_does_not(string schema, string? good, string bad)
    {
        using var document = JsonDocument.Parse(schema);
        var validator = new SchemaValidator(document.RootElement);

        if (good is not null)
            Assert.Null(validator.Check(JsonDocument.Parse(good).RootElement));
        Assert.NotNull(validator.Check(JsonDocument.Parse(bad).RootElement));
    }

    [Theory]
    [InlineData("""{"a":[{"b":"x"}]}""", "$.a[0].b must be of type number")]
    [InlineData("""{"a":[{"b":1},{}]}""", "$.a[1] lacks the member b")]
    public void Fault_names_its_place(string value, string fault)
    {
        using var document = JsonDocument.Parse("""{"properties":{"a":{"items":{"properties":{"b":{"type":"number"}},"required":["b"]}}}}""");

        Assert.Equal(fault, new SchemaValidator(document.RootElement).Check(JsonDocument.Parse(value).RootElement));
    }

    [Theory]
    [InlineData("""{"$ref":1,"type":7,"required":[1],"pattern":{},"propertyNames":true,"enum":3,"anyOf":{},"items":"x","minimum":"low","properties":[],"patternProperties":1,"$anchor":{},"multipleOf":0}""")]
    [InlineData("""{"type":[1,null],"$ref":"#/nowhere","additionalProperties":"no","dependentRequired":3,"contains":false,"if":1}""")]
    public void Schema_that_is_none_throws_nothing(string schema)
    {
        using var document = JsonDocument.Parse(schema);

        foreach (var value in (string[])["1", "\"a\"", "{\"a\":1}", "[1,2]", "null", "1e400"])
            _ = new SchemaValidator(document.RootElement).Check(JsonDocument.Parse(value).RootElement);
    }

    [Fact]
    public void Schema_that_branches_into_itself_ends()
    {
        using var document = JsonDocument.Parse("""{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}],"minimum":5}""");

        Assert.Equal("the schema is too involved to be checked", new SchemaValidator(document.RootElement).Check(JsonDocument.Parse("1").RootElement));
    }

    [Fact]
    public void Pattern_that_never_ends_asserts_nothing()
    {
        using var document = JsonDocument.Parse("""{"pattern":"^(a+)+$"}""");

        Assert.Null(new SchemaValidator(document.RootElement).Check(JsonDocument.Parse($"\"{new string('a', 40)}!\"").RootElement));
    }

    [Fact]
    public void Schema_that_refers_to_itself_alone_ends()
    {
        using var document = JsonDocument.Parse("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}""");

        Assert.Null(new SchemaValidator(document.RootElement).Check(JsonDocument.Parse("1").RootElement));
    }
}
