using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class JsonReadTests
{
    private delegate T ValueReader<out T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body);

    /// <summary>Reads the member <c>v</c> of a body.</summary>
    private static T? Read<T>(string body, ValueReader<T> read) => JsonRead.Guard(Encoding.UTF8.GetBytes(body), (ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes) =>
    {
        T? value = default;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("v"u8))
                value = read(ref reader, bytes);
            else
                JsonRead.Skip(ref reader);
        }
        return value;
    });

    private static WireFormatException Fails<T>(string body, ValueReader<T> read) => Assert.Throws<WireFormatException>(() => Read(body, read));

    [Theory]
    [InlineData("5", 5)]
    [InlineData("5.0", 5)]
    [InlineData("5e2", 500)]
    [InlineData("-0", 0)]
    [InlineData("null", null)]
    public void Int32_reads_whole_numbers_in_every_spelling(string value, int? expected) => Assert.Equal(expected, Read($$"""{"v":{{value}}}""", JsonRead.Int32));

    [Theory]
    [InlineData("5.5")]
    [InlineData("\"5\"")]
    [InlineData("true")]
    [InlineData("[5]")]
    [InlineData("2147483648")]
    [InlineData("1e400")]
    [InlineData("123456789012345678901234567890")]
    public void Int32_of_anything_else_names_the_place(string value) => Assert.Equal("v", Fails($$"""{"v":{{value}}}""", JsonRead.Int32).Place);

    [Fact]
    public void Int64_reads_its_whole_range() => Assert.Equal(long.MaxValue, Read("""{"v":9223372036854775807}""", JsonRead.Int64));

    [Theory]
    [InlineData("0.25", 0.25)]
    [InlineData("1", 1.0)]
    [InlineData("null", null)]
    public void Double_reads_numbers(string value, double? expected) => Assert.Equal(expected, Read($$"""{"v":{{value}}}""", JsonRead.Double));

    [Theory]
    [InlineData("1e999")]
    [InlineData("\"NaN\"")]
    public void Double_that_is_not_finite_names_the_place(string value) => Assert.Equal("v must be a number.", Fails($$"""{"v":{{value}}}""", JsonRead.Double).Message);

    [Fact]
    public void Boolean_reads_both_and_null()
    {
        Assert.True(Read("""{"v":true}""", JsonRead.Boolean));
        Assert.False(Read("""{"v":false}""", JsonRead.Boolean));
        Assert.Null(Read("""{"v":null}""", JsonRead.Boolean));
        Assert.Equal("v must be true or false.", Fails("""{"v":"true"}""", JsonRead.Boolean).Message);
    }

    [Fact]
    public void Text_is_a_slice_and_empty_for_null()
    {
        Assert.Equal("a\nb", Read("""{"v":"a\nb"}""", JsonRead.Text).ToString());
        Assert.True(Read("""{"v":null}""", JsonRead.Text).IsEmpty);
        Assert.Equal("v must be a string.", Fails("""{"v":{"a":1}}""", JsonRead.Text).Message);
    }

    [Fact]
    public void String_with_a_lone_surrogate_gets_the_replacement() => Assert.Equal("a\uFFFD", Read("""{"v":"a\ud800"}""", JsonRead.String));

    [Fact]
    public void String_with_broken_utf8_is_a_format_error()
    {
        byte[] body = [.. "{\"v\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Throws<WireFormatException>(() => JsonRead.Guard(body, static (ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes) =>
        {
            JsonRead.NextMember(ref reader);
            var value = JsonRead.String(ref reader, bytes);
            reader.Read();
            return value;
        }));
    }

    [Fact]
    public void Raw_keeps_the_bytes_and_null_is_absent()
    {
        Assert.Equal("""{ "a" : [1 , 2] }""", Read("""{"x":0,"v": { "a" : [1 , 2] } ,"y":1}""", JsonRead.Raw).ToString());
        Assert.True(Read("""{"v":null}""", JsonRead.Raw).IsAbsent);
    }

    [Fact]
    public void Keep_holds_the_member_null_and_escaped_name_included()
    {
        var extras = JsonRead.Guard(Encoding.UTF8.GetBytes("""{"\u0061":null,"b":{"c":[]}}"""), static (ref Utf8JsonReader reader, ReadOnlyMemory<byte> bytes) =>
        {
            Extras? kept = null;
            while (JsonRead.NextMember(ref reader))
                ExtrasReading.Keep(ref reader, bytes, "d", ref kept);
            return kept!;
        });
        Assert.Equal(["a", "b"], extras.Members.Select(member => member.Key));
        Assert.Equal("null", extras["a"].ToString());
        Assert.Equal("""{"c":[]}""", extras["b"].ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("""{"v":1,}""")]
    [InlineData("""{"v":1""")]
    [InlineData("""{"v":01}""")]
    [InlineData("{'v':1}")]
    [InlineData("""{"v":"a""")]
    public void Guard_turns_broken_json_into_line_and_byte(string body) => Assert.StartsWith("line 1, byte ", Fails(body, JsonRead.Int32).Place);

    [Fact]
    public void Guard_counts_lines_and_bytes_from_one() => Assert.Equal("line 2, byte 6", Fails("{\n \"v\":x}", JsonRead.Int32).Place);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"v\"")]
    [InlineData("null")]
    public void Guard_demands_an_object(string body) => Assert.Equal("The body must be a JSON object.", Fails(body, JsonRead.Int32).Message);

    [Theory]
    [InlineData("""{"v":1} {"v":2}""")]
    [InlineData("""{"v":1}x""")]
    public void Guard_refuses_what_follows_the_object(string body) => Fails(body, JsonRead.Int32);

    [Fact]
    public void Guard_refuses_nesting_deeper_than_the_limit()
    {
        var deep = new string('[', 200) + new string(']', 200);
        Assert.Equal("The body is nested deeper than the 128 levels that are read.", Fails($$"""{"v":{{deep}}}""", JsonRead.Raw).Message);
    }

    [Fact]
    public void BeginArray_and_BeginObject_take_null_as_absent_and_refuse_the_rest()
    {
        Assert.False(Read("""{"v":null}""", JsonRead.BeginArray));
        Assert.False(Read("""{"v":null}""", JsonRead.BeginObject));
        Assert.Equal("v must be an array.", Fails("""{"v":{}}""", JsonRead.BeginArray).Message);
        Assert.Equal("v must be an object.", Fails("""{"v":[]}""", JsonRead.BeginObject).Message);
    }
}
