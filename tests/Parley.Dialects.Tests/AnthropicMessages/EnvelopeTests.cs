using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>The same message in the wrappings of those who host the models.</summary>
public sealed class EnvelopeTests
{
    private const string Asked = """{"model":"claude","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""";
    private static readonly WireProfile RawPredict = new() { Envelope = MessageEnvelope.RawPredict };
    private static readonly WireProfile Invoke = new() { Envelope = MessageEnvelope.Invoke };

    [Fact]
    public void Raw_predict_names_the_model_in_the_path_and_the_version_in_the_body()
    {
        var written = Room.Write(Room.Read(Asked) with { Model = "claude-sonnet-4-5@20250929" }, RawPredict);

        Assert.Equal("models/claude-sonnet-4-5@20250929:streamRawPredict", written.Path);
        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"stream":true}""", written.Text);
        Assert.Empty(written.Headers);
    }

    [Fact]
    public void Invoke_says_nothing_of_the_stream_and_takes_the_betas_into_the_body()
    {
        var asked = Room.Codec.ReadRequest(Room.Request(Asked, new("anthropic-version", "2023-06-01"), new("anthropic-beta", "context-1m-2025-08-07, x")));
        var written = Room.Write(asked with { Model = "us.anthropic.claude-v1:0" }, Invoke);

        Assert.Equal("model/us.anthropic.claude-v1%3A0/invoke-with-response-stream", written.Path);
        Assert.Equal("""{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["context-1m-2025-08-07","x"],"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", written.Text);
        Assert.Empty(written.Headers);
    }

    [Theory]
    [InlineData("""{ "model" : "claude", "max_tokens":9, "messages":[] }""", """{ "anthropic_version":"vertex-2023-10-16", "max_tokens":9, "messages":[] }""")]
    [InlineData("""{"max_tokens":9,"messages":[],"model":"claude"}""", """{"max_tokens":9,"messages":[],"anthropic_version":"vertex-2023-10-16"}""")]
    public void Model_is_exchanged_for_the_version_and_no_other_byte(string body, string expected)
    {
        var request = Room.Request(body, new KeyValuePair<string, string>("anthropic-beta", "b"));
        var head = Room.Codec.Peek(request);
        Assert.True(Room.Codec.Fits(request, head, RawPredict, "m"));
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        Room.Codec.Retarget(request, head, new Retarget("m", AskUsage: true) { Profile = RawPredict }, writer);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("models/m:rawPredict", writer.Path);
        Assert.Equal([new("anthropic-beta", "b")], writer.Headers);
    }

    [Theory]
    [InlineData("""{"model":"claude","messages":[],"anthropic_version":"bedrock-2023-05-31"}""")]
    [InlineData("""{"mod\u0065l":"claude","messages":[]}""")]
    [InlineData("""{"max_tokens":9,"messages":[]}""")]
    public void Body_that_cannot_be_edited_is_translated(string body) => Assert.False(Fits(body, RawPredict));

    [Fact]
    public void Stream_in_amazons_messages_is_never_copied() => Assert.False(Fits(Asked, Invoke));

    [Fact]
    public void Version_of_another_host_is_not_sent_on()
    {
        var written = Room.Write(Room.Read("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"x":1}"""), RawPredict);

        Assert.Equal("""{"anthropic_version":"vertex-2023-10-16","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"x":1}""", written.Text);
    }

    [Fact]
    public void Betas_that_the_upstream_does_not_know_are_dropped_and_recorded()
    {
        var profile = new WireProfile { Flags = ["context-1m-*", "advanced-tool-use-2025-11-20=tool-search-tool-2025-10-19"] };
        var request = Room.Request(Asked, new KeyValuePair<string, string>("anthropic-beta", "claude-code-20250219,context-1m-2025-08-07,advanced-tool-use-2025-11-20"));
        var written = Room.Write(Room.Codec.ReadRequest(request), profile);

        Assert.False(Room.Codec.Fits(request, Room.Codec.Peek(request), profile, "m"));
        Assert.Contains(new("anthropic-beta", "context-1m-2025-08-07,tool-search-tool-2025-10-19"), written.Headers);
        Assert.Equal(
            [new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "anthropic-beta", "claude-code-20250219"),
             new ConversionEntry(ConversionCategory.Emulated, ConversionSeverity.Info, "anthropic-beta", "advanced-tool-use-2025-11-20", "tool-search-tool-2025-10-19")],
            written.Log.Entries);
    }

    [Fact]
    public void Request_whose_betas_all_pass_is_copied()
    {
        var request = Room.Request(Asked, new KeyValuePair<string, string>("anthropic-beta", "context-1m-2025-08-07"));

        Assert.True(Room.Codec.Fits(request, Room.Codec.Peek(request), new WireProfile { Flags = ["context-1m-*"] }, "m"));
    }

    [Fact]
    public void Chunks_hold_the_events_wherever_the_network_cuts_them()
    {
        var events = """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":7,"output_tokens":1}}}
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße"}}
            {"type":"content_block_stop","index":0}
            {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}
            {"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":7}}
            """;
        var stream = EventStreams.Of(string.Join('\n', events.Split('\n').Select(static line => $$"""chunk {"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(line))}}","p":"abc"}""")));

        foreach (var size in (int[])[1, 7, stream.Length])
        {
            var decoded = Decode(stream, size);
            Assert.Equal(["Grüße"], decoded.Where(static item => item.Kind == ChatEventKind.Text && !item.Text.IsEmpty).Select(static item => item.Text.ToString()));
            Assert.Equal(ChatEventKind.End, decoded[^1].Kind);
        }
    }

    [Theory]
    [InlineData("throttlingException", FaultKind.RateLimit)]
    [InlineData("validationException", FaultKind.InvalidRequest)]
    [InlineData("serviceUnavailableException", FaultKind.Overloaded)]
    [InlineData("modelStreamErrorException", FaultKind.Upstream)]
    public void Exception_in_a_stream_of_chunks_is_a_fault(string name, FaultKind kind)
    {
        var fault = Assert.IsType<Fault>(Decode(EventStreams.Of($$"""{{name}} {"message":"So it is."}"""), 64)[^1].Detail);

        Assert.Equal((kind, "So it is."), (fault.Kind, fault.Message));
    }

    [Fact]
    public void Chunk_that_is_not_base64_is_a_broken_stream() =>
        Assert.Throws<WireFormatException>(() => Decode(EventStreams.Of("""chunk {"bytes":"@@"}"""), 64));

    private static bool Fits(string body, WireProfile profile) => Room.Codec.Fits(Room.Request(body), Room.Codec.Peek(Room.Request(body)), profile, "m");

    private static List<ChatEvent> Decode(byte[] stream, int size)
    {
        var head = new WireReply(200, new WireHeaders(new KeyValuePair<string, string>("content-type", "application/vnd.amazon.eventstream")), default);
        using var frames = FrameReaders.Create(Room.Codec.FramingOf(head));
        var decoder = Room.Codec.OpenDecoder(Invoke);
        var events = new List<ChatEvent>();
        foreach (var piece in stream.Chunk(size))
        {
            piece.CopyTo(frames.GetMemory(piece.Length));
            frames.Advance(piece.Length);
            while (frames.TryRead(out var frame))
                decoder.Decode(frame, events);
            for (var i = 0; i < events.Count; i++)
                events[i] = events[i].Detach();
        }
        Assert.False(frames.IsCut);
        decoder.Complete(events);
        return events;
    }
}
