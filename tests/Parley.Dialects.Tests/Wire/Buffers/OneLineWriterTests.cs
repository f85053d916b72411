using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class OneLineWriterTests
{
    [Fact]
    public void Line_breaks_become_blanks_and_nothing_else_changes()
    {
        var output = new ArrayBufferWriter<byte>();
        var line = new OneLineWriter().Over(output);
        line.Write("{\r\n  \"a\": \"\\n\"\n}"u8);
        Assert.Equal("{    \"a\": \"\\n\" }", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Raw_values_of_a_json_writer_are_on_one_line()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(new OneLineWriter().Over(output), JsonWire.WriterOptions))
            RawJson.Parse("[\n1\n]").WriteValue(json);
        Assert.Equal("[ 1 ]", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
