using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

public sealed class ToolArgumentsTests
{
    private static string Text(ToolArguments arguments)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            arguments.WriteText(writer, "arguments"u8);
            writer.WriteEndObject();
        }
        using var document = JsonDocument.Parse(output.WrittenMemory);
        return document.RootElement.GetProperty("arguments").GetString()!;
    }

    [Fact]
    public void Value_becomes_text_and_back()
    {
        var json = """{"q":"a\"b\nc","n":[1,2]}""";
        var text = Text(ToolArguments.FromValue(RawJson.Parse(json)));
        Assert.Equal(json, text);
        Assert.True(ToolArguments.FromText(text).TryGetObject(out var value));
        Assert.Equal(json, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    public void Nothing_is_an_empty_object_in_both_forms(string text)
    {
        var arguments = ToolArguments.FromText(text);
        Assert.Equal("{}", Text(arguments));
        Assert.True(arguments.TryGetObject(out var value));
        Assert.Equal("{}", value.ToString());
    }

    [Fact]
    public void Default_is_an_empty_object()
    {
        Assert.Equal("{}", Text(default));
        Assert.True(default(ToolArguments).TryGetObject(out _));
    }

    [Theory]
    [InlineData("  {\"a\": 1}\n", "{\"a\": 1}")]
    [InlineData("{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\ud83d\\ude00\"}")]
    public void Text_with_white_space_or_escapes_is_an_object(string text, string expected)
    {
        Assert.True(ToolArguments.FromText(text).TryGetObject(out var value));
        Assert.Equal(expected, value.ToString());
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[1]")]
    [InlineData("\"{}\"")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("free text")]
    public void Text_that_is_no_object_is_not_taken_for_one_and_stays_text(string text)
    {
        var arguments = ToolArguments.FromText(text);
        Assert.False(arguments.TryGetObject(out _));
        Assert.Equal(text, Text(arguments));
        Assert.Equal(text, arguments.AsText().ToString());
    }

    [Fact]
    public void Detach_outlives_the_buffer()
    {
        var bytes = """{"a":1}"""u8.ToArray();
        var arguments = ToolArguments.FromValue(new RawJson(bytes)).Detach();
        bytes.AsSpan().Clear();
        Assert.Equal("""{"a":1}""", arguments.ToString());
    }

    [Fact]
    public void Equality_compares_the_text_of_both_forms() =>
        Assert.True(ToolArguments.FromText("""{"a":1}""") == ToolArguments.FromValue(RawJson.Parse("""{"a":1}""")));
}
