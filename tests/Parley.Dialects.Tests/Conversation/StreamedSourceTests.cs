using Parley.Dialects.Conversation;
using Parley.Dialects.Tests.Cohere;
using Parley.Dialects.Tests.Gemini;
using Parley.Dialects.Tests.OpenAIChat;
using Parley.Dialects.Tests.OpenAIResponses;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Conversation;

/// <summary>A streamed source is the one that the whole reply tells: behind its text, with its span within it.</summary>
public sealed class StreamedSourceTests
{
    private const string Text = "Hello world";

    [Theory]
    [InlineData(2, "999", 2, 11)]
    [InlineData(50, "999", 0, 11)]
    [InlineData(2, "99999999999", 2, 11)]
    [InlineData(4, "1", 0, 11)]
    [InlineData(2, "5", 2, 5)]
    [InlineData(0, "null", 0, 11)]
    public void Span_lies_within_its_text(int start, string end, int from, int to)
    {
        foreach (var (codec, stream, whole) in Answers(start, end))
        {
            var reply = codec.ReadReply(CodecProof.Reply(whole), WireProfile.Default);
            foreach (var caller in Callers.Where(caller => caller.Dialect != codec.Dialect))
            {
                Assert.Contains(Said(caller.Dialect, from, to), CodecProof.WriteReply(caller, reply).Text, StringComparison.Ordinal);
                Assert.Contains(Said(caller.Dialect, from, to), CodecProof.Reencode(codec, stream, StreamFraming.ServerSentEvents, caller), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Source_that_comes_before_its_text_is_told_behind_it()
    {
        var chat = OpenAI.Stream(OpenAI.Chunk($$"""{"annotations":[{{ChatAnnotation(0, "11")}}]}"""), OpenAI.Chunk("""{"content":"Hello "}"""), OpenAI.Chunk("""{"content":"world"}"""), OpenAI.Chunk("{}", "\"stop\"")) + "data: [DONE]\n\n";
        var cohere = CohereWire.Stream([CohereWire.Start(), CohereCitation(0, "11"), CohereWire.Text("Hello "), CohereWire.Text("world"), CohereWire.End]);
        foreach (var (codec, stream) in new[] { (OpenAI.Codec, chat), (CohereWire.Codec, cohere) })
        {
            var kinds = new List<ChatEventKind>();
            StreamFold.Events(codec, System.Text.Encoding.UTF8.GetBytes(stream), StreamFraming.ServerSentEvents, (in ChatEvent told) => kinds.Add(told.Kind));
            Assert.True(kinds.IndexOf(ChatEventKind.Citation) > kinds.LastIndexOf(ChatEventKind.Text), $"{codec.Dialect}: {string.Join(' ', kinds)}");
            var text = Assert.IsType<TextPart>(Assert.Single(StreamFold.EveryCut(codec, stream).Whole.Choices[0].Parts));
            Assert.Equal("0-11", $"{text.Citations[0].StartIndex}-{text.Citations[0].EndIndex}");
        }
    }

    [Fact]
    public void Source_before_a_call_whose_text_goes_on_behind_it_keeps_its_span()
    {
        const string Call = """{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""";
        var stream = OpenAI.Stream(OpenAI.Chunk("""{"content":"Hello "}"""), OpenAI.Chunk($$"""{"annotations":[{{ChatAnnotation(0, "3")}},{{ChatAnnotation(2, "11")}}]}"""), OpenAI.Chunk(Call), OpenAI.Chunk("""{"content":"world"}"""), OpenAI.Chunk("{}", "\"stop\"")) + "data: [DONE]\n\n";
        var text = StreamFold.EveryCut(OpenAI.Codec, stream).Whole.Choices[0].Parts.OfType<TextPart>().Single();
        Assert.Equal(["0-3", "2-11"], text.Citations.Select(static citation => $"{citation.StartIndex}-{citation.EndIndex}"));
    }

    [Fact]
    public void Equal_sources_that_come_early_are_both_told()
    {
        var source = new Citation { Url = "https://x", StartIndex = 0, EndIndex = 5 };
        var written = CodecProof.Encode(CohereWire.Codec,
        [
            ChatEvent.Of(ChatEventKind.Start, new ReplyStart()),
            new(ChatEventKind.Citation, 0, 0, default, source),
            new(ChatEventKind.Citation, 0, 0, default, source),
            new(ChatEventKind.Text, 0, 0, Text),
            ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop)),
            ChatEvent.Of(ChatEventKind.End),
        ]);
        Assert.Equal(3, written.Split("event: citation-start").Length);
    }

    [Fact]
    public void Coheres_citation_waits_for_the_content_that_it_names()
    {
        const string Second = """{"type":"content-delta","index":1,"delta":{"message":{"content":{"text":"world"}}}}""";
        var stream = CohereWire.Stream([CohereWire.Start(), CohereCitation(0, "3", ",\"content_index\":1"), CohereCitation(1, "2"), CohereWire.Text("Hello"), Second, CohereWire.End]);
        Assert.Equal(["0:1-2", "1:0-3"], StreamFold.EveryCut(CohereWire.Codec, stream).Whole.Choices[0].Parts.OfType<TextPart>()
            .SelectMany(static (text, i) => text.Citations.Select(citation => $"{i}:{citation.StartIndex}-{citation.EndIndex}")));
    }

    [Fact]
    public void Coheres_citation_that_is_no_object_is_passed_over()
    {
        var reply = CohereWire.ReadReply($$$"""{"id":"c","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Hello"}],"citations":["x",null,{"start":0,"end":2,"sources":[]}]}}""");
        Assert.Equal(2, Assert.Single(((TextPart)reply.Choices[0].Parts[0]).Citations).EndIndex);
        Assert.Throws<WireFormatException>(() => CohereWire.Read("""{"model":"m","messages":[{"role":"assistant","content":"Hello","citations":["x"]}]}"""));
    }

    private static readonly IChatCodec[] Callers = [OpenAI.Codec, Responses.Codec, CohereWire.Codec, GeminiWire.Codec];

    private static string Said(string dialect, int from, int to) => dialect switch
    {
        "gemini" => $"\"startIndex\":{from},\"endIndex\":{to}",
        "cohere" => $"\"start\":{from},\"end\":{to}",
        _ => $"\"start_index\":{from},\"end_index\":{to}",
    };

    private static IEnumerable<(IChatCodec Codec, string Stream, string Whole)> Answers(int start, string end)
    {
        var chat = ChatAnnotation(start, end);
        yield return (OpenAI.Codec,
            OpenAI.Stream(OpenAI.Chunk("""{"content":"Hello "}"""), OpenAI.Chunk("""{"content":"world"}"""), OpenAI.Chunk($$"""{"annotations":[{{chat}}]}"""), OpenAI.Chunk("{}", "\"stop\"")) + "data: [DONE]\n\n",
            $$$"""{"id":"c","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{{{Text}}}","annotations":[{{{chat}}}]}}]}""");
        var item = Item($$"""{"type":"url_citation","url":"https://x","title":"X","start_index":{{start}},"end_index":{{end}}}""");
        yield return (Responses.Codec, Responses.Stream(Responses.Created, $$"""{"type":"response.output_item.done","output_index":0,"item":{{item}}}""", Responses.Event("response.completed", Responses.Reply(item))), Responses.Reply(item));
        yield return (CohereWire.Codec,
            CohereWire.Stream([CohereWire.Start(), CohereWire.Text("Hello "), CohereWire.Text("world"), CohereCitation(start, end), CohereWire.End]),
            $$$"""{"id":"c","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"{{{Text}}}"}],"citations":[{{{CohereSource(start, end, "")}}}]}}""");
    }

    private static string Item(string annotation) => $$"""{"type":"message","id":"m","role":"assistant","status":"completed","content":[{"type":"output_text","text":"{{Text}}","annotations":[{{annotation}}]}]}""";

    private static string ChatAnnotation(int start, string end) => $$$"""{"type":"url_citation","url_citation":{"start_index":{{{start}}},"end_index":{{{end}}},"url":"https://x","title":"X"}}""";

    private static string CohereCitation(int start, string end, string rest = "") => """{"type":"citation-start","index":0,"delta":{"message":{"citations":SOURCE}}}""".Replace("SOURCE", CohereSource(start, end, rest), StringComparison.Ordinal);

    private static string CohereSource(int start, string end, string rest) => $$$"""{"start":{{{start}}},"end":{{{end}}},"text":"x","sources":[{"document":{"title":"X","url":"https://x"},"type":"document","id":"d"}]{{{rest}}} }""";
}
