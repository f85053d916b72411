using System.Text.Json;
using Parley.Dialects.Schemas;

namespace Parley.Dialects.Tests.Schemas;

/// <summary>JSON that stands in prose.</summary>
public sealed class JsonInTextTests
{
    [Theory]
    [InlineData("{\"a\":1}", "{\"a\":1}")]
    [InlineData("  [1, 2]\n", "[1,2]")]
    [InlineData("```\n{\"a\":1}\n```", "{\"a\":1}")]
    [InlineData("First {\"x\":1}, then\n```json\n{\"a\": {\"b\": \"}\"}}\n```", "{\"a\":{\"b\":\"}\"}}")]
    [InlineData("The set {1, 2} is {\"a\":\"\\\"{\"} here.", "{\"a\":\"\\\"{\"}")]
    [InlineData("{\"a\":1,}", "{\"a\":1}")]
    [InlineData("{\"a\": None, \"b\": [True, False], \"c\": \"None\"}", "{\"a\":null,\"b\":[true,false],\"c\":\"None\"}")]
    [InlineData("{\"a\":\"one\ttwo\nthree\"}", "{\"a\":\"one\\ttwo\\nthree\"}")]
    [InlineData("{\"a\":1 /* the first */}", "{\"a\":1}")]
    [InlineData("<think>\n{\"a\":\"5\"}\n</think>\n{\"a\":\"6\"}", "{\"a\":\"6\"}")]
    [InlineData("<THINKING>{\"a\":\"5\"}</THINKING> None.", "{\"a\":\"5\"}")]
    [InlineData("{\"a\":\"say </think>\"}", "{\"a\":\"say </think>\"}")]
    public void Json_is_found(string text, string json)
    {
        using var found = JsonInText.Find(text, static value => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && value.GetRawText().Contains('"', StringComparison.Ordinal));

        Assert.NotNull(found);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(json).RootElement, found.RootElement));
    }

    [Theory]
    [InlineData("")]
    [InlineData("There is none.")]
    [InlineData("{\"a\":")]
    [InlineData("}{")]
    public void Prose_holds_none(string text) => Assert.Null(JsonInText.Find(text, static _ => true));

    [Fact]
    public void Deep_brackets_end() => Assert.Null(JsonInText.Find(new string('{', 100_000), static _ => true));
}
