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
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"a":1}""", """{"ab":1}""")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"dependentSchemas":{"a":{"maxProperties":1}}}""", """{"a":1}""", """{"a":1,"b":1}""")]
    [InlineData("""{"dependencies":{"a":["b"],"c":{"required":["d"]}}}""", """{"a":1,"b":1}""", """{"c":1}""")]
    [InlineData("""{"multipleOf":3}""", "123456789012345678901234567890", "123456789012345678901234567891")]
    [InlineData("""{"multipleOf":1e-20}""", "1e300", "1.000000000000000000001")]
    [InlineData("""{"maximum":9007199254740992}""", "9007199254740992", "9007199254740993")]
    [InlineData("""{"type":"integer"}""", "1e400", "1e-400")]
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

    [Theory]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"},{"$ref":"#"}],"minimum":5}""")]
    [InlineData("""{"$defs":{"x":{"anyOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}},"$ref":"#/$defs/x"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}""")]
    public void Schema_that_leads_into_itself_has_a_flaw_and_is_given_up(string schema)
    {
        var validator = Of(schema);

        Assert.Equal("refers to itself in a circle that no value ends", validator.Flaw!.Value.Reason);
        Assert.Equal("the schema is too involved to be checked", validator.Check(JsonElement.Parse("1")));
        Assert.Equal(validator.GaveUp, validator.Check(JsonElement.Parse("1")));
    }

    [Fact]
    public void Schema_that_doubles_with_every_step_is_given_up()
    {
        var steps = string.Join(',', Enumerable.Range(0, 30).Select(static i => $$"""  "x{{i}}":{"anyOf":[{"$ref":"#/$defs/x{{i + 1}}"},{"$ref":"#/$defs/x{{i + 1}}"}]} """));
        var validator = Of("""{"$ref":"#/$defs/x0","$defs":{"x30":{"type":"string"},""" + steps + "}}");

        Assert.Null(validator.Flaw);
        Assert.Equal("the schema is too involved to be checked", validator.Check(JsonElement.Parse("1")));
        Assert.NotNull(validator.GaveUp);
    }

    [Theory]
    [InlineData("""{"pattern":"^(a+)+$"}""", "\"{0}\"")]
    [InlineData("""{"patternProperties":{"^(a+)+$":{}}}""", "{{\"{0}\":1}}")]
    [InlineData("""{"propertyNames":{"pattern":"^(a+)+$"}}""", "{{\"{0}\":1}}")]
    public void Pattern_that_never_ends_is_given_up_and_fits_nothing(string schema, string value)
    {
        var validator = Of(schema);

        Assert.Null(validator.Flaw);
        Assert.Equal("the pattern ^(a+)+$ of the schema takes too long to be checked", validator.Check(JsonElement.Parse(string.Format(System.Globalization.CultureInfo.InvariantCulture, value, new string('a', 40) + "!"))));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"items":{"$ref":"#/nowhere"}}}}""", "properties.a.items refers to #/nowhere, which is not in the schema")]
    [InlineData("""{"anyOf":[{},{"$ref":"https://elsewhere.example/s.json"}]}""", "anyOf[1] refers to https://elsewhere.example/s.json, which is not in the schema")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"b":{"$ref":5}}}}}""", "$defs.a.properties.b has a $ref that is no string")]
    [InlineData("""{"properties":{"a":{"pattern":"["}}}""", "properties.a has the pattern [, which cannot be read")]
    [InlineData("""{"patternProperties":{"(":{}}}""", " has the pattern (, which cannot be read")]
    [InlineData("""{"properties":{"a":{"type":"\ud800"}}}""", "properties.a.type holds half of a character, an unpaired surrogate")]
    [InlineData("""{"required":["b","\udc00\ud800"]}""", "required[1] holds half of a character, an unpaired surrogate")]
    [InlineData("""{"properties":{"a\ud800":{}}}""", "properties.a\uFFFD holds half of a character, an unpaired surrogate")]
    public void Schema_with_a_flaw_names_it_and_throws_nothing(string schema, string flaw)
    {
        var validator = Of(schema);

        Assert.Equal(flaw, $"{validator.Flaw!.Value.Place} {validator.Flaw.Value.Reason}");
        _ = validator.Check(JsonElement.Parse("""{"a":["x"]}"""));
    }

    [Theory]
    [InlineData("""{"$defs":{"unused":{"$ref":"#/nowhere"}}}""")]
    [InlineData("""{"properties":{"$ref":{"type":"string"},"pattern":{"type":"string"}}}""")]
    [InlineData("""{"pattern":"^(\\p{Extended_Pictographic}|\\p{L}|\\u{1F600})+$"}""")]
    [InlineData("""{"$id":"https://own.example/s","$ref":"https://own.example/s#/$defs/a","$defs":{"a":{}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/$defs/b"}},"items":{"$defs":{"b":{"type":"string"}}}}""")]
    [InlineData("""{"const":"\ud83d\ude00 and \\ud800"}""")]
    public void Sound_schema_has_no_flaw(string schema) => Assert.Null(Of(schema).Flaw);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","minLength":1}},"required":["a"]}""", """{"a":"\ud800"}""", true)]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", """{"a":"\udc00"}""", false)]
    [InlineData("""{"additionalProperties":false}""", """{"\ud800":1}""", false)]
    [InlineData("""{"enum":["x"]}""", "\"\\ud800\"", false)]
    [InlineData("""{"uniqueItems":true}""", """["\ud800","\ud83d\ude00"]""", true)]
    public void Value_with_half_a_character_is_checked_like_any_other(string schema, string value, bool fits) =>
        Assert.Equal(fits, Of(schema).Check(JsonElement.Parse(value)) is null);

    [Fact]
    public void Recursion_is_followed_as_deep_as_answers_go()
    {
        var validator = Of("""{"properties":{"n":{"$ref":"#"},"v":{"type":"integer"}},"additionalProperties":false}""");
        var (open, close) = (string.Concat(Enumerable.Repeat("{\"n\":", 120)), new string('}', 120));

        Assert.Null(validator.Check(Parse(open + "{\"v\":1}" + close)));
        Assert.EndsWith("v must be of type integer", validator.Check(Parse(open + "{\"v\":\"WRONG\"}" + close)), StringComparison.Ordinal);
        Assert.Null(validator.GaveUp);

        static JsonElement Parse(string json) => JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
    }

    private static SchemaValidator Of(string schema) => new(JsonElement.Parse(schema));
}
