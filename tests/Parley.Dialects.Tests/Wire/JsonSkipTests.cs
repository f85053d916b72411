using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

/// <summary>The scanner of its own against the reader of .NET: both accept and refuse the same bytes.</summary>
public sealed class JsonSkipTests
{
    private const string Agent = """
        {"model":"gpt-4o","stream":true,"messages":[{"role":"system","content":"Small diffs, \"explained\".\n- \u00e9\ud83d\ude00 \\ \/ \b\f\r\t"},
         {"role":"user","content":[{"type":"text","text":"日本語 and a long line without any escape that is longer than two blocks of sixty-four bytes, so that the scan goes on"}]}],
         "tools":[{"type":"function","function":{"name":"t","parameters":{"type":"object","properties":{"limit":{"minimum":-1.5e+10,"maximum":0}},"required":[],"x":{}}}}],
         "temperature":0.20,"seed":12345678901234567890,"n":null,"a\u0062\"":[[],[[1]],false]}
        """;

    public static TheoryData<string> Values() =>
    [
        "1", "-0", "0.5", "1e5", "1E-5", "-1.25e+10", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "1 ", " 1", "1a", "--1", "0e0", "00", "-01", "1.5.5", "NaN", "Infinity",
        "true", "false", "null", "tru", "truE", "nul", "nulll", "t", "truefalse", "true false",
        "\"\"", "\"a\"", "\"", "\"\\\"", "\"\\", "\"\\u", "\"\\u12", "\"\\u12G4\"", "\"\\u00e9\"", "\"\\ud83d\"", "\"\\x\"", "\"\\'\"", "\"\t\"", "\"\n\"", "\"\u0000\"", "\"\u001f\"", "\"\u007f\"", "\"é\"", "'a'",
        "[]", "{}", "[ ]", "{ }", "[1]", "[1,]", "[,1]", "[,]", "[1 2]", "[1,,2]", "[", "]", "{", "}", "[}", "{]", "[1}", "[[]", "[]]",
        "{\"a\":1}", "{\"a\":1,}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\" : 1 , \"b\" : 2}", "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}", "{\"a\":1,1}", "{\"a\"::1}", "{\"a\",1}", "{\"a\":1}}", "{\"a\":[1,{\"b\":2}]}", "{\"a\\u0062\":1}", "{\"\\u00\":1}",
        "", " ", "\n", "\uFEFF{}", "{}//", "/**/{}", "[1/**/]", "[1,//\n2]", "{} {}", "{}\u0000", "\u00A0{}", "[1\u000b]", "[1\f]", "\"a\"\"b\"", "[\"a\"\"b\"]", "[\"a\":1]",
        "{\"a\":12x}", "{\"a\":-}", "{\"a\":1.}", "{\"a\":trux}", "{\"a\":\"\\q\"}", "{\"a\":01}",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void IsValue_agrees_with_the_reader_wherever_the_value_lies(string json)
    {
        foreach (var shift in new[] { 0, 1, 31, 57, 60, 61, 62, 63, 64, 65 })
        {
            var bytes = Encoding.UTF8.GetBytes(new string(' ', shift) + json);
            Assert.Equal(ReaderAccepts(bytes), JsonScan.IsValue(bytes));
        }
    }

    [Fact]
    public void IsValue_a_body_cut_at_any_byte_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(Agent);
        Assert.True(JsonScan.IsValue(body));
        for (var length = 0; length < body.Length; length++)
            Assert.False(JsonScan.IsValue(body.AsSpan(0, length)), $"The first {length} bytes.");
    }

    [Fact]
    public void IsValue_a_body_with_any_byte_changed_is_judged_as_the_reader_does()
    {
        var body = Encoding.UTF8.GetBytes(Agent);
        foreach (var replacement in "\"\\{}[],:0e.-tu \n\u0001/\u00ff"u8)
        {
            for (var at = 0; at < body.Length; at++)
            {
                var before = body[at];
                body[at] = replacement;
                Assert.True(ReaderAccepts(body) == JsonScan.IsValue(body), $"Byte {at} is {replacement}.");
                body[at] = before;
            }
        }
    }

    [Fact]
    public void IsValue_a_body_with_any_byte_missing_or_twice_is_judged_as_the_reader_does()
    {
        var body = Encoding.UTF8.GetBytes(Agent);
        for (var at = 0; at < body.Length; at++)
        {
            byte[] missing = [.. body.AsSpan(0, at), .. body.AsSpan(at + 1)];
            byte[] twice = [.. body.AsSpan(0, at), .. body.AsSpan(at)];
            Assert.True(ReaderAccepts(missing) == JsonScan.IsValue(missing), $"Without byte {at}.");
            Assert.True(ReaderAccepts(twice) == JsonScan.IsValue(twice), $"With byte {at} twice.");
        }
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("[{\"a\":", "}]")]
    public void IsValue_nesting_is_bounded_as_the_reader_bounds_it(string open, string close)
    {
        for (var levels = 60; levels < 132; levels++)
        {
            var json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels)));
            Assert.True(ReaderAccepts(json) == JsonScan.IsValue(json), $"{levels} levels.");
        }
    }

    [Fact]
    public void Next_broken_bodies_give_the_members_and_the_exception_that_the_reader_gives()
    {
        var body = Encoding.UTF8.GetBytes(Agent);
        for (var at = 0; at < body.Length; at++)
        {
            foreach (var replacement in "\"\\{}],:x "u8)
            {
                var changed = body.ToArray();
                changed[at] = replacement;
                Assert.True(ReaderWalk(changed) == Walk(changed), $"Byte {at} is {(char)replacement}.\n{ReaderWalk(changed)}");
            }
        }
    }

    [Fact]
    public void Next_a_cut_body_gives_the_exception_that_the_reader_gives()
    {
        var body = Encoding.UTF8.GetBytes(Agent);
        for (var length = 0; length < body.Length; length++)
            Assert.Equal(ReaderWalk(body[..length]).Split('\n')[^1], Walk(body[..length]).Split('\n')[^1]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" 1")]
    [InlineData("{} 1")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"\":{}}")]
    [InlineData("{\"a\\u0062\\\"c\":{\"b\":2} , \"d\" : \"x\" }\r\n")]
    public void Next_odd_bodies_give_what_the_reader_gives(string json) =>
        Assert.Equal(ReaderWalk(Encoding.UTF8.GetBytes(json)), Walk(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Next_nesting_counts_the_body_itself()
    {
        foreach (var levels in new[] { 127, 128 })
        {
            var json = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', levels) + new string(']', levels) + "}");
            Assert.Equal(ReaderWalk(json), Walk(json));
        }
    }

    [Fact]
    public void Next_a_member_without_escapes_in_its_name_allocates_nothing()
    {
        var body = """{"model":"gpt-4o","messages":[{"role":"user","content":"\"hi\""}],"stream":true}"""u8.ToArray();
        Count(body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(body);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Count(byte[] body)
    {
        var count = 0;
        var members = new JsonMembers(body);
        while (members.Next(out _, out _))
            count++;
        return count;
    }

    private static bool ReaderAccepts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonWire.ReaderOptions);
        try
        {
            while (reader.Read())
                continue;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Walk(byte[] body)
    {
        var told = new StringBuilder();
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
                told.AppendLine($"{Encoding.UTF8.GetString(name)}={value}");
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            told.Append(Told(broken));
        }
        return told.ToString();
    }

    private static string ReaderWalk(byte[] body)
    {
        var told = new StringBuilder();
        var reader = new Utf8JsonReader(body, JsonWire.ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "The body must be a JSON object.");
            while (JsonRead.NextMember(ref reader))
            {
                var name = new ArrayBufferWriter<byte>();
                JsonWire.Unescape(reader.ValueSpan, name);
                reader.Read();
                var value = JsonScan.ReadRaw(ref reader, body);
                told.AppendLine($"{Encoding.UTF8.GetString(name.WrittenSpan)}={value}");
            }
            reader.Read();
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            told.Append(Told(broken));
        }
        return told.ToString();
    }

    private static string Told(Exception broken) => broken is JsonException json ? $"{json.LineNumber}:{json.BytePositionInLine} {json.Message}" : broken.Message;
}
