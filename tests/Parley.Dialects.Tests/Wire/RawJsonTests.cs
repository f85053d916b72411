using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class RawJsonTests
{
    [Theory]
    [InlineData("""{"a":1}""", JsonValueKind.Object)]
    [InlineData("[1]", JsonValueKind.Array)]
    [InlineData("\"s\"", JsonValueKind.String)]
    [InlineData("true", JsonValueKind.True)]
    [InlineData("false", JsonValueKind.False)]
    [InlineData("null", JsonValueKind.Null)]
    [InlineData("-1.5e3", JsonValueKind.Number)]
    public void Kind_follows_from_the_first_byte(string json, JsonValueKind kind) => Assert.Equal(kind, RawJson.Parse(json).Kind);

    [Fact]
    public void Default_is_absent()
    {
        RawJson json = default;
        Assert.True(json.IsAbsent);
        Assert.Equal(JsonValueKind.Undefined, json.Kind);
        Assert.True(json.Detach().IsAbsent);
        Assert.Equal("", json.ToString());
    }

    [Fact]
    public void WriteMember_copies_the_bytes_white_space_included()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            RawJson.Parse("""{ "n" : 1.0e0, "s":"\u0041" }""").WriteMember(writer, "raw"u8);
            writer.WriteNumber("next"u8, 2);
            writer.WriteEndObject();
        }
        Assert.Equal("""{"raw":{ "n" : 1.0e0, "s":"\u0041" },"next":2}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void WriteEscaped_puts_json_inside_a_string()
    {
        var output = new ArrayBufferWriter<byte>();
        RawJson.Parse("""{"q":"a\"b\n"}""").WriteEscaped(output);
        Assert.Equal("""{\"q\":\"a\\\"b\\n\"}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Detach_outlives_the_buffer()
    {
        var bytes = "[1,2]"u8.ToArray();
        var json = new RawJson(bytes).Detach();
        bytes.AsSpan().Clear();
        Assert.Equal("[1,2]", json.ToString());
    }

    [Fact]
    public void Equality_compares_the_bytes()
    {
        Assert.True(RawJson.Parse("[1]") == RawJson.Parse("[1]"));
        Assert.True(RawJson.Parse("[1]") != RawJson.Parse("[ 1]"));
        Assert.Equal(RawJson.Parse("[1]").GetHashCode(), RawJson.Parse("[1]").GetHashCode());
    }

    [Fact]
    public void AsText_of_a_string_is_its_text() => Assert.Equal("a\nb", RawJson.Parse("\"a\\nb\"").AsText().ToString());
}
