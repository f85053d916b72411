using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonTextTests
{
    private static JsonText Token(string token) => JsonText.FromToken(Encoding.UTF8.GetBytes(token));

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Member(JsonText text) => Written(output =>
    {
        using var writer = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        writer.WriteStartObject();
        text.WriteMember(writer, "t"u8);
        writer.WriteEndObject();
    });

    [Theory]
    [InlineData("\"\"", true)]
    [InlineData("\" \\n\\t\\r \"", true)]
    [InlineData("\" \\\\n\"", false)]
    [InlineData("\"  x\"", false)]
    public void Blank_is_what_holds_white_space_alone(string token, bool isBlank)
    {
        Assert.Equal(isBlank, Token(token).IsBlank);
        Assert.Equal(isBlank, JsonText.FromString(Token(token).ToString()).IsBlank);
    }

    [Fact]
    public void Default_is_the_empty_text_in_every_form()
    {
        JsonText text = default;
        Assert.True(text.IsEmpty);
        Assert.Equal(0, text.ByteCount);
        Assert.Equal("", text.ToString());
        Assert.Equal("", Written(text.WriteEscaped));
        Assert.Equal("", Written(text.WriteDecoded));
        Assert.Equal("\"\"", Written(text.WriteToken));
        Assert.Equal("""{"t":""}""", Member(text));
        Assert.True(text.TryGetPlainUtf8(out var plain));
        Assert.True(plain.IsEmpty);
    }

    [Fact]
    public void Token_without_escapes_is_plain_and_not_copied()
    {
        var bytes = "\"größer\""u8.ToArray();
        var text = JsonText.FromToken(bytes);
        Assert.True(text.TryGetPlainUtf8(out var plain));
        Assert.True(plain.Overlaps(bytes));
        Assert.Equal("größer", text.ToString());
        Assert.Equal(8, text.ByteCount);
    }

    [Theory]
    [InlineData("""  "\n\r\t\b\f\"\\\/"  """, "\n\r\t\b\f\"\\/")]
    [InlineData("""  "\u0041\u00e9\u20AC"  """, "A\u00e9\u20ac")]
    [InlineData("""  "\ud83d\ude00!"  """, "\U0001F600!")]
    [InlineData("""  "a\u0000b\u001f"  """, "a\0b\u001f")]
    public void Token_with_escapes_is_decoded_on_demand_and_copied_as_it_is(string padded, string decoded)
    {
        var token = padded.Trim();
        var text = Token(token);
        Assert.False(text.TryGetPlainUtf8(out _));
        Assert.Equal(decoded, text.ToString());
        Assert.Equal(decoded, Written(text.WriteDecoded));
        Assert.Equal(token, Written(text.WriteToken));
        Assert.Equal($$"""{"t":{{token}}}""", Member(text));
    }

    [Theory]
    [InlineData(""" "\ud83d" """, "\uFFFD")]
    [InlineData(""" "\ude00x" """, "\uFFFDx")]
    [InlineData(""" "\ud83dA" """, "\uFFFDA")]
    [InlineData(""" "\ud83d\ud83d\ude00" """, "\uFFFD\U0001F600")]
    public void Lone_surrogate_survives_a_copy_and_becomes_the_replacement_when_decoded(string padded, string decoded)
    {
        var token = padded.Trim();
        Assert.Equal(decoded, Token(token).ToString());
        Assert.Equal(token, Written(Token(token).WriteToken));
    }

    [Fact]
    public void String_with_a_lone_surrogate_is_written_with_the_replacement()
    {
        var text = JsonText.FromString("a\ud83db");
        Assert.Equal("a\uFFFDb", Token(Written(text.WriteToken)).ToString());
        using var document = JsonDocument.Parse(Member(text));
        Assert.Equal("a\uFFFDb", document.RootElement.GetProperty("t").GetString());
        Assert.Equal("a\uFFFDb", Written(text.WriteDecoded));
    }

    [Fact]
    public void String_is_escaped_when_it_is_written()
    {
        JsonText text = "say \"hi\"\n\\ <é>";
        Assert.Equal("""say \"hi\"\n\\ <é>""", Written(text.WriteEscaped));
        Assert.Equal("say \"hi\"\n\\ <é>", Written(text.WriteDecoded));
        Assert.False(text.TryGetPlainUtf8(out _));
    }

    [Fact]
    public void Pieces_of_a_surrogate_pair_join_when_their_escapes_are_joined()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("\""u8);
        Token("\"\\ud83d\"").WriteEscaped(output);
        Token("\"\\ude00\"").WriteEscaped(output);
        output.Write("\""u8);
        Assert.Equal("\U0001F600", JsonText.FromToken(output.WrittenMemory).ToString());
    }

    [Fact]
    public void Detach_outlives_the_buffer()
    {
        var bytes = "\"kept\""u8.ToArray();
        var text = JsonText.FromToken(bytes).Detach();
        bytes.AsSpan().Fill((byte)'x');
        Assert.Equal("kept", text.ToString());
    }

    [Fact]
    public void Equality_compares_the_decoded_texts()
    {
        Assert.Equal(Token("\"\\u0041b\""), JsonText.FromString("Ab"));
        Assert.True(Token("\"a\\/b\"") == Token("\"a/b\""));
        Assert.True(Token("\"a\"") != Token("\"b\""));
        Assert.Equal(Token("\"\\u0041b\"").GetHashCode(), JsonText.FromString("Ab").GetHashCode());
        Assert.Equal(default, JsonText.FromString(null));
    }
}
