using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonWireTests
{
    private static string Escape(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonWire.Escape(Encoding.UTF8.GetBytes(text), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Unescape(string escaped)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonWire.Unescape(Encoding.UTF8.GetBytes(escaped), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    [Fact]
    public void Escape_text_that_needs_none_keeps_it() => Assert.Equal("größer <b>€ \U0001F600 / ' \u007f", Escape("größer <b>€ \U0001F600 / ' \u007f"));

    [Theory]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", "\\\\")]
    [InlineData("\n", "\\n")]
    [InlineData("\r", "\\r")]
    [InlineData("\t", "\\t")]
    [InlineData("\b", "\\b")]
    [InlineData("\f", "\\f")]
    [InlineData("\0", "\\u0000")]
    [InlineData("\u000b", "\\u000b")]
    [InlineData("\u001f", "\\u001f")]
    [InlineData("\"\"a\"", "\\\"\\\"a\\\"")]
    public void Escape_what_json_demands_writes_its_shortest_form(string text, string escaped) => Assert.Equal(escaped, Escape(text));

    [Fact]
    public void Escape_then_unescape_gives_every_character_back()
    {
        var text = new StringBuilder();
        for (var code = 0; code < 0x250; code++)
            text.Append((char)code);
        text.Append("\u2028\uFFFF\U0001F600");
        var escaped = Escape(text.ToString());
        Assert.Equal(text.ToString(), Unescape(escaped));
        Assert.Equal(text.ToString(), JsonSerializer.Deserialize<string>($"\"{escaped}\""));
    }

    [Theory]
    [InlineData("\\u00E9\\u00e9", "éé")]
    [InlineData("\\uD83D\\uDE00", "\U0001F600")]
    [InlineData("\\uD83D\\u0041", "\uFFFDA")]
    [InlineData("\\uD83D\\n", "\uFFFD\n")]
    [InlineData("x\\uDE00", "x\uFFFD")]
    [InlineData("\\/\\\"", "/\"")]
    public void Unescape_reads_every_escape(string escaped, string text) => Assert.Equal(text, Unescape(escaped));

    [Theory]
    [InlineData("a\\")]
    [InlineData("\\u12")]
    [InlineData("\\uzzzz")]
    [InlineData("\\uD83D\\u")]
    public void Unescape_of_a_cut_escape_ends(string escaped) => Assert.NotEmpty(Unescape(escaped));
}
