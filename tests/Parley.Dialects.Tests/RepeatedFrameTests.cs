using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests;

/// <summary>Frames that differ from the one before in their text alone.</summary>
public sealed class RepeatedFrameTests
{
    [Fact]
    public void Repeated_text_is_not_decoded_again_and_gives_the_same_event()
    {
        var inner = new CountingDecoder();
        var decoder = new RepeatingDecoder(inner);
        Assert.Equal(["a", "b\\n", "\\ud83d"], Texts(decoder, Frame("a"), Frame("b\\n"), Frame("\\ud83d")));
        Assert.Equal(1, inner.Frames);
    }

    [Theory]
    [InlineData("""{"index":1,"delta":"b"}""")]
    [InlineData("""{"index":0,"delta":"b","more":1}""")]
    [InlineData("""{"index":0,"delta":"b","delta":"c"}""")]
    [InlineData("""{"index":0,"delta":""}""")]
    public void Frame_that_differs_in_more_or_says_nothing_is_decoded(string other)
    {
        var inner = new CountingDecoder();
        var decoder = new RepeatingDecoder(inner);
        _ = Texts(decoder, Frame("a"), new WireFrame(default, Encoding.UTF8.GetBytes(other), default));
        Assert.Equal(2, inner.Frames);
    }

    [Theory]
    [InlineData("""{"n":10,"delta":"b","pad":""}""", 1)]
    [InlineData("""{"n":0,"delta":"b","pad":"abc"}""", 1)]
    [InlineData("""{"n":01,"delta":"b","pad":""}""", 2)]
    [InlineData("""{"n":-1,"delta":"b","pad":""}""", 2)]
    [InlineData("""{"n":"1","delta":"b","pad":""}""", 2)]
    [InlineData("""{"n":1,"m":2,"delta":"b","pad":""}""", 2)]
    [InlineData("""{"n":1,"delta":"b","pad":"\""}""", 2)]
    [InlineData("""{"n":1,"delta":"b","pad":"","delta":"c"}""", 2)]
    [InlineData("""{"n":1,"delta":"b","pad":5}""", 2)]
    [InlineData("""{"n":1,"delta":"\"pad\":\"","pad":"x"}""", 1)]
    public void Frames_that_also_differ_in_idle_members_are_not_decoded_again(string other, int decoded)
    {
        var inner = new CountingDecoder { IdleMembers = ["\"n\":"u8.ToArray(), "\"pad\":"u8.ToArray()] };
        var decoder = new RepeatingDecoder(inner);
        _ = Texts(decoder, Frame("""{"n":9,"delta":"a","pad":"zz"}"""u8), Frame(Encoding.UTF8.GetBytes(other)));
        Assert.Equal(decoded, inner.Frames);
    }

    [Theory]
    [InlineData("\\x")]
    [InlineData("\\u12g4")]
    [InlineData("a\u0001")]
    [InlineData("\\")]
    public void Text_that_is_no_json_string_is_left_to_the_decoder(string text)
    {
        var inner = new CountingDecoder();
        var decoder = new RepeatingDecoder(inner);
        _ = Texts(decoder, Frame("a"), Frame(text));
        Assert.Equal(2, inner.Frames);
    }

    [Fact]
    public void Another_event_name_is_decoded()
    {
        var inner = new CountingDecoder();
        var decoder = new RepeatingDecoder(inner);
        _ = Texts(decoder, Frame("a"), Frame("b") with { Event = "error"u8.ToArray() });
        Assert.Equal(2, inner.Frames);
    }

    private static WireFrame Frame(ReadOnlySpan<byte> data) => new(default, data.ToArray(), default);

    private static WireFrame Frame(string text) => new(default, Encoding.UTF8.GetBytes($$"""{"index":0,"delta":"{{text}}"}"""), default);

    private static List<string> Texts(RepeatingDecoder decoder, params WireFrame[] frames)
    {
        var events = new List<ChatEvent>();
        foreach (var frame in frames)
            decoder.Decode(frame, events);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        return [.. events.Select(chatEvent =>
        {
            output.ResetWrittenCount();
            chatEvent.Text.WriteEscaped(output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        })];
    }

    /// <summary>Takes whatever stands in the first <c>delta</c> for a text.</summary>
    private sealed class CountingDecoder : IChatDecoder
    {
        public int Frames { get; private set; }

        public IReadOnlyList<byte[]> IdleMembers { get; init; } = [];

        public void Decode(in WireFrame frame, List<ChatEvent> events)
        {
            Frames++;
            var start = frame.Data.Span.IndexOf("\"delta\":"u8) + "\"delta\":".Length;
            var length = frame.Data.Span[(start + 1)..].IndexOf((byte)'"') + 2;
            events.Add(new ChatEvent(ChatEventKind.Text, 0, 0, JsonText.FromToken(frame.Data.Slice(start, length))));
        }

        public void Complete(List<ChatEvent> events)
        {
        }
    }
}
