using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Schemas;

public sealed class SchemaRaisingTests
{
    [Theory]
    [InlineData("""{"type":"OBJECT","properties":{"type":{"type":"STRING"}},"propertyOrdering":["type"]}""", """{"type":"object","properties":{"type":{"type":"string"}}}""")]
    [InlineData("""{"type":"STRING","nullable":true,"format":"enum","enum":["A"]}""", """{"type":["string","null"],"enum":["A",null]}""")]
    [InlineData("""{"any_of":[{"type":"STRING"}],"nullable":true}""", """{"anyOf":[{"type":"string"},{"type":"null"}]}""")]
    [InlineData("""{"type":"ARRAY","items":{"type":"NUMBER"},"min_items":"2","maxItems":3}""", """{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":3}""")]
    [InlineData("""{"type":"string","example":"a","title":"T"}""", """{"type":"string","examples":["a"],"title":"T"}""")]
    [InlineData("true", "true")]
    public void Notation_of_google_becomes_json_schema(string schema, string expected) => Assert.Equal(expected, SchemaRaising.Raise(RawJson.Parse(schema)).ToString());
}
