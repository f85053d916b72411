using System.Text;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Wire;

public sealed class SseFrameReaderTests
{
    private const string Mark = "\uFEFF";

    public static TheoryData<string, string> Fixtures()
    {
        var data = new TheoryData<string, string>();
        foreach (var path in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "fixtures", "sse"), "*.sse"))
        {
            foreach (var ending in new[] { "LF", "CRLF", "CR" })
                data.Add(Path.GetFileName(path), ending);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void TryRead_every_cut_of_a_fixture_gives_the_same_events(string file, string ending)
    {
        var fixture = Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "sse", file)));
        var text = fixture.Replace("\n", ending switch { "CRLF" => "\r\n", "CR" => "\r", _ => "\n" });
        var stream = Encoding.UTF8.GetBytes(text);
        var expected = Payloads(Frames.Read(fixture, StreamFraming.ServerSentEvents));
        Assert.NotEmpty(expected);
        foreach (var cutting in Cutting.All(stream.Length))
        {
            var frames = Frames.Read(stream, StreamFraming.ServerSentEvents, cutting);
            Assert.True(expected.SequenceEqual(Payloads(frames)), $"{file} with {ending}, {cutting.Name}");
            Assert.StartsWith(string.Concat(frames.Select(static frame => frame.Raw)), text.TrimStart('\uFEFF'));
        }
    }

    [Fact]
    public void TryRead_raw_bytes_of_all_frames_are_the_stream()
    {
        const string stream = ": c\r\n\r\n\r\nevent: a\r\ndata: 1\r\n\r\nid: 3\n\ndata: 2\n\n";
        Assert.Equal(stream, string.Concat(Frames.Read(stream, StreamFraming.ServerSentEvents).Select(static frame => frame.Raw)));
    }

    [Theory]
    [InlineData("data: x\n\n", "x")]
    [InlineData("data:x\n\n", "x")]
    [InlineData("data:  x\n\n", " x")]
    [InlineData("data:\tx\n\n", "\tx")]
    [InlineData("data: x\r\n\r\n", "x")]
    [InlineData("data: x\r\r", "x")]
    [InlineData("data: x\r\n\n", "x")]
    [InlineData("data: x\n\r", "x")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data: a\ndata\ndata: b\n\n", "a\n\nb")]
    [InlineData("data\ndata: b\n\n", "\nb")]
    [InlineData("data: a\r\ndata:b\r\n\r\n", "a\nb")]
    [InlineData(": comment\ndata: x\n\n", "x")]
    [InlineData("data: x\n: comment\n\n", "x")]
    [InlineData("datax: y\ndata: x\n\n", "x")]
    [InlineData("Data: y\ndata: x\n\n", "x")]
    [InlineData(" data: y\ndata: x\n\n", "x")]
    [InlineData("id: 1\nretry: 5\ndata: x\n\n", "x")]
    [InlineData("data: a:b\n\n", "a:b")]
    [InlineData(Mark + "data: x\n\n", "x")]
    public void TryRead_one_event_has_the_payload_that_the_standard_says(string stream, string data)
    {
        foreach (var cutting in Cutting.All(Encoding.UTF8.GetByteCount(stream)))
            Assert.Equal(data, Assert.Single(Frames.Read(stream, StreamFraming.ServerSentEvents, cutting), static frame => frame.Data.Length > 0).Data);
    }

    [Fact]
    public void TryRead_a_mark_within_the_stream_is_part_of_a_name() =>
        Assert.All(Frames.Read("data: x\n\n" + Mark + "data: y\n\n", StreamFraming.ServerSentEvents).Skip(1), static frame => Assert.Empty(frame.Data));

    [Fact]
    public void TryRead_the_last_name_of_an_event_counts_and_does_not_stay()
    {
        var frames = Frames.Read("event: a\nevent: b\ndata: 1\n\ndata: 2\n\n", StreamFraming.ServerSentEvents);
        Assert.Equal(["b", ""], frames.Select(static frame => frame.Event));
    }

    [Theory]
    [InlineData(": ping\n\n")]
    [InlineData("\n")]
    [InlineData("event: ping\n\n")]
    [InlineData("data:\n\n")]
    [InlineData("id: 3\n\n")]
    public void TryRead_an_event_without_data_is_an_empty_frame_with_its_bytes(string stream)
    {
        var frame = Assert.Single(Frames.Read(stream, StreamFraming.ServerSentEvents));
        Assert.Equal(new FrameText("", "", stream), frame);
    }

    [Theory]
    [InlineData("error: {\"code\":500}\n\n")]
    [InlineData("data: {\"half\":\nerror: {\"code\":500}\n\n")]
    [InlineData("error: {\"code\":500}\ndata: more\nevent: other\n\n")]
    public void TryRead_the_field_error_is_an_event_of_that_name(string stream)
    {
        var frame = Assert.Single(Frames.Read(stream, StreamFraming.ServerSentEvents));
        Assert.Equal(("error", "{\"code\":500}"), (frame.Event, frame.Data));
    }

    [Fact]
    public void TryRead_a_carriage_return_at_the_end_of_a_read_ends_the_event_at_once()
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Put(reader, "data: 1\r\n\r");
        Assert.True(reader.TryRead(out var first));
        Assert.Equal("1"u8.ToArray(), first.Data.ToArray());
        Put(reader, "\ndata: 2\r\n\r\n");
        Assert.True(reader.TryRead(out var second));
        Assert.Equal("2"u8.ToArray(), second.Data.ToArray());
        Assert.Equal("\ndata: 2\r\n\r\n"u8.ToArray(), second.Raw.ToArray());
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void TryRead_a_payload_of_one_line_is_a_slice_of_the_buffer()
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Put(reader, "data: {\"a\":1}\n\n");
        Assert.True(reader.TryRead(out var frame));
        Assert.True(frame.Raw.Span.Overlaps(frame.Data.Span));
    }

    [Theory]
    [InlineData("data: {\"a\":1}", "{\"a\":1}")]
    [InlineData("data: {\"a\":1}\n", "{\"a\":1}")]
    [InlineData("data: {\"a\":1}\r", "{\"a\":1}")]
    [InlineData("event: e\ndata: {\"a\":\ndata: 1}", "{\"a\":\n1}")]
    [InlineData("data: [DONE]", "[DONE]")]
    public void TryReadLast_a_complete_payload_counts_without_its_blank_line(string stream, string data)
    {
        foreach (var cutting in Cutting.All(stream.Length))
            Assert.Equal(data, Assert.Single(Frames.Read(stream, StreamFraming.ServerSentEvents, cutting)).Data);
    }

    [Theory]
    [InlineData("data: {\"a\":", true)]
    [InlineData("data: 12", true)]
    [InlineData("data: [DON", true)]
    [InlineData("event: message_st", true)]
    [InlineData("dat", true)]
    [InlineData(": comm", false)]
    [InlineData("data: {}\n\n", false)]
    [InlineData("data: {}\r\n\r", false)]
    [InlineData("", false)]
    public void TryReadLast_a_cut_event_is_none_and_is_told(string stream, bool isCut)
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Put(reader, stream);
        while (reader.TryRead(out _))
            continue;
        Assert.False(reader.TryReadLast(out _));
        Assert.Equal(isCut, reader.IsCut);
    }

    [Fact]
    public void TryRead_an_event_over_the_limit_is_refused_whether_it_ends_or_not()
    {
        foreach (var end in new[] { "", "\n\n" })
        {
            using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents, 64);
            Put(reader, "data: " + new string('x', 80) + end);
            Assert.Throws<WireFormatException>(() => reader.TryRead(out _));
        }
    }

    private static void Put(FrameReader reader, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.CopyTo(reader.GetMemory(Math.Max(1, bytes.Length)));
        reader.Advance(bytes.Length);
    }

    private static IEnumerable<(string Event, string Data)> Payloads(IEnumerable<FrameText> frames) =>
        [.. frames.Where(static frame => frame.Data.Length > 0).Select(static frame => (frame.Event, frame.Data))];
}
