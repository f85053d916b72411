using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonMembersTests
{
    private static List<(string Name, string Value)> Walk(string body)
    {
        var members = new JsonMembers(Encoding.UTF8.GetBytes(body));
        var found = new List<(string, string)>();
        while (members.Next(out var name, out var value))
            found.Add((Encoding.UTF8.GetString(name), value.ToString()));
        return found;
    }

    [Fact]
    public void Next_gives_names_unescaped_and_values_as_they_stand() =>
        Assert.Equal([("model", "\"m\""), ("a", "[1, {\"b\":2}]"), ("n", "null")], Walk(""" { "mod\u0065l" : "m", "a":[1, {"b":2}],"n":null } """));

    [Fact]
    public void Next_of_an_empty_object_is_false() => Assert.Empty(Walk("{}"));

    [Theory]
    [InlineData("[]")]
    [InlineData("5")]
    public void Next_of_another_value_is_a_format_error(string body) => Assert.Throws<WireFormatException>(() => Walk(body));

    [Theory]
    [InlineData("")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1} x""")]
    [InlineData("""{"a":tru}""")]
    public void Next_of_broken_json_throws(string body) => Assert.ThrowsAny<JsonException>(() => Walk(body));

    [Fact]
    public void RangeOf_cuts_the_value_out_of_the_body()
    {
        byte[] whole = [0, 0, .. """{"a":1,"model":"m"}"""u8];
        var body = whole.AsMemory(2);
        var members = new JsonMembers(body);
        members.Next(out _, out _);
        members.Next(out _, out var model);
        Assert.Equal("\"m\"", Encoding.UTF8.GetString(body.Span[JsonMembers.RangeOf(body, model)]));
    }
}
