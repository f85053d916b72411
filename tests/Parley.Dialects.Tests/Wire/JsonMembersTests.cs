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

    [Theory]
    [InlineData("""{"a":1,"inner":{"b":[2],"c":{"d":3}},"e":4}""")]
    [InlineData("""{ "a" : 1 , "inner" : { "b" : [2] , "c" : {"d":3} } , "e" : 4 }""")]
    public void Entered_object_is_walked_in_one_go(string body)
    {
        var members = new JsonMembers(Encoding.UTF8.GetBytes(body));
        var found = new List<string>();
        while (members.NextName(out var name))
        {
            found.Add(Encoding.UTF8.GetString(name));
            if (!members.TryEnter(out var inner))
            {
                found.Add(members.Value().ToString());
                continue;
            }
            while (inner.Next(out name, out var value))
                found.Add(Encoding.UTF8.GetString(name) + value);
            members.Leave(inner);
        }
        Assert.Equal(["a", "1", "inner", "b[2]", "c{\"d\":3}", "e", "4"], found);
    }

    [Theory]
    [InlineData("""{"a":1,"inner":{"b":[2],"c":{"d":"}"}},"e":4}""", """{"b":[2],"c":{"d":"}"}}""")]
    [InlineData("""{ "inner" : { "b" : [2] , "c" : {"d":"}"} } , "e" : 4 }""", """{ "b" : [2] , "c" : {"d":"}"} }""")]
    [InlineData("""{"a":1,"inner": { } }""", "{ }")]
    [InlineData("""{"inner":{"b":{"c":{}}}}""", """{"b":{"c":{}}}""")]
    public void Leave_gives_the_object_that_was_walked_as_it_stands(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var members = new JsonMembers(bytes);
        var left = default(RawJson);
        while (members.NextName(out var name))
        {
            if (!name.SequenceEqual("inner"u8))
            {
                members.Value();
                continue;
            }
            Assert.True(members.TryEnter(out var inner));
            while (inner.Next(out _, out _))
                continue;
            left = members.Leave(inner);
        }
        Assert.Equal(expected, left.ToString());
        Assert.Equal(expected, Encoding.UTF8.GetString(bytes[JsonMembers.RangeOf(bytes, left)]));
    }

    [Fact]
    public void Leave_gives_objects_of_every_depth()
    {
        var members = new JsonMembers("""{"a":{"b":{"c":1},"d":2},"e":3}"""u8.ToArray());
        members.NextName(out _);
        members.TryEnter(out var outer);
        outer.NextName(out _);
        outer.TryEnter(out var inner);
        inner.Next(out _, out _);
        inner.Next(out _, out _);

        Assert.Equal("""{"c":1}""", outer.Leave(inner).ToString());
        Assert.True(outer.Next(out var name, out var value));
        Assert.Equal(("d", "2"), (Encoding.UTF8.GetString(name), value.ToString()));
        Assert.False(outer.Next(out _, out _));
        Assert.Equal("""{"b":{"c":1},"d":2}""", members.Leave(outer).ToString());
        Assert.True(members.Next(out name, out value));
        Assert.Equal(("e", "3"), (Encoding.UTF8.GetString(name), value.ToString()));
    }

    [Theory]
    [InlineData("""{"inner":{}}""")]
    [InlineData("""{"inner":{"a":1}}""")]
    [InlineData("""{"inner":{"a":"}"},"b":{"c":[]}}""")]
    public void Entered_object_that_is_cut_anywhere_is_broken(string body)
    {
        Assert.True(Count(body) > 0);
        for (var length = 1; length < body.Length; length++)
        {
            var cut = body[..length];
            Assert.ThrowsAny<JsonException>(() => Count(cut));
        }

        static int Count(string body)
        {
            var count = 0;
            var members = new JsonMembers(Encoding.UTF8.GetBytes(body));
            for (; members.NextName(out _); count++)
            {
                if (members.TryEnter(out var inner))
                {
                    while (inner.Next(out _, out _))
                        count++;
                    members.Leave(inner);
                }
                else
                {
                    members.Value();
                }
            }
            return count;
        }
    }

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
