using System.Buffers;
using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class EncoderTests
{
    private const string Head = "\"model\":\"m\",\"created_at\":\"2023-11-14T22:13:20.000000Z\"";
    private const string Zeros = "\"total_duration\":0,\"load_duration\":0,\"prompt_eval_duration\":0,\"eval_duration\":0";

    private static readonly ChatEvent Start = ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Model = "m" });
    private static readonly ChatEvent Stop = ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop));

    private static ChatEvent Text(string text, int part = 0, int choice = 0) => new(ChatEventKind.Text, choice, part, text);

    private static ChatEvent Thought(string text, int part = 0) => new(ChatEventKind.Reasoning, 0, part, text);

    private static ChatEvent Call(int part, string id, string name) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(id, name));

    private static ChatEvent Arguments(int part, JsonText text) => new(ChatEventKind.ToolCallArguments, 0, part, text);

    private static ChatEvent Used(long input, long output) => ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(input), Output = TokenCount.Exact(output) });

    private static string Last(int input = 11, int output = 0, string reason = "stop", string answer = "\"message\":{\"role\":\"assistant\",\"content\":\"\"}") =>
        $$"""{{{Head}},{{answer}},"done":true,"done_reason":"{{reason}}",{{Zeros}},"prompt_eval_count":{{input}},"eval_count":{{output}}}""";

    private static string Message(string members) => $$"""{{{Head}},"message":{"role":"assistant",{{members}}},"done":false}""";

    private static void AssertLines(string[] actual, params string[] expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            AssertSame(expected[i], actual[i]);
    }

    [Fact]
    public void Text_and_thoughts_are_lines_with_their_escapes() => AssertLines(
        Chat.Encode(new ConversionLog(), Start, Thought("Hm"), Text("a\"b\n", 1), new ChatEvent(ChatEventKind.Text, 0, 1, JsonText.FromToken("\"\\u00e9\""u8.ToArray())), Thought("again", 2), Used(3, 4), Stop),
        Message("\"content\":\"\",\"thinking\":\"Hm\""), Message("\"content\":\"a\\\"b\\n\""), Message("\"content\":\"é\""), Message("\"content\":\"\",\"thinking\":\"again\""), Last(3, 4));

    [Fact]
    public void Generate_writes_response() => AssertLines(
        Generate.Encode(new ConversionLog(), Start, Thought("Hm"), Text("a", 1), Stop),
        $$"""{{{Head}},"response":"","thinking":"Hm","done":false}""", $$"""{{{Head}},"response":"a","done":false}""", Last(answer: "\"response\":\"\""));

    [Fact]
    public void Parallel_calls_with_interleaved_pieces_come_whole_on_one_line() => AssertLines(
        Chat.Encode(new ConversionLog(), Start, Text("Looking"), Call(1, "call_1", "f"), Call(4, "call_2", "g"), Arguments(1, "{\"a\""), Arguments(4, "{\"b\":"), Arguments(1, ":\n1}"), Arguments(4, "2}"), Call(5, "call_3", "h"), Stop),
        Message("\"content\":\"Looking\""),
        Message("""
            "content":"","tool_calls":[{"id":"call_1","function":{"index":0,"name":"f","arguments":{"a":1}}},
            {"id":"call_2","function":{"index":1,"name":"g","arguments":{"b":2}}},{"id":"call_3","function":{"index":2,"name":"h","arguments":{}}}]
            """),
        Last());

    [Fact]
    public void Arguments_with_a_surrogate_pair_in_two_pieces_are_whole()
    {
        var lines = Chat.Encode(new ConversionLog(), Start, Call(0, "1", "f"), Arguments(0, JsonText.FromToken("\"{\\\"a\\\":\\\"\\ud83d\""u8.ToArray())), Arguments(0, JsonText.FromToken("\"\\ude00\\\"}\""u8.ToArray())), Stop);
        Assert.Equal("\U0001F600", (string?)JsonNode.Parse(lines[0])!["message"]!["tool_calls"]![0]!["function"]!["arguments"]!["a"]);
    }

    [Fact]
    public void Calls_after_a_first_finish_come_with_the_next() => AssertLines(
        Chat.Encode(new ConversionLog(), Start, Call(0, "1", "f"), Stop, Call(1, "2", "g"), ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.ToolCalls)), Used(1, 2)),
        Message("""  "content":"","tool_calls":[{"id":"1","function":{"index":0,"name":"f","arguments":{}}}]  """),
        Message("""  "content":"","tool_calls":[{"id":"2","function":{"index":1,"name":"g","arguments":{}}}]  """),
        Last(1, 2));

    [Fact]
    public void Line_breaks_of_foreign_json_never_break_a_line()
    {
        var extras = new Extras(DialectNames.Ollama);
        extras.Add("remote", RawJson.Parse("{\r\n\"a\":1}"));
        var start = ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Model = "m", Extras = extras, Dialect = DialectNames.Ollama });
        var lines = Chat.Encode(new ConversionLog(), start, Text("x"), ChatEvent.Of(ChatEventKind.Logprobs, RawJson.Parse("{\n\"content\":[\n{}]}")), Stop);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal(1, (int)JsonNode.Parse(line)!["remote"]!["a"]!));
    }

    [Fact]
    public void Usage_may_come_before_after_and_several_times() => AssertLines(
        Chat.Encode(new ConversionLog(), Used(1, 1), Start, Text("a"), Used(2, 2), Stop, Used(7, 8)), Message("\"content\":\"a\""), Last(7, 8));

    [Fact]
    public void Nothing_but_a_finish_is_the_last_line_alone() => AssertLines(Chat.Encode(new ConversionLog(), Start, ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Length))), Last(reason: "length"));

    [Fact]
    public void Without_a_start_model_and_time_come_from_the_request()
    {
        var last = JsonNode.Parse(Chat.Encode(new ConversionLog())[0])!;
        Assert.Equal(("llama3", "2023-11-14T22:13:20.000000Z", 11), ((string?)last["model"], (string?)last["created_at"], (int?)last["prompt_eval_count"]));
    }

    [Fact]
    public void Empty_pieces_write_nothing() => AssertLines(Chat.Encode(new ConversionLog(), Start, Text(""), Thought(""), Stop), Last());

    [Fact]
    public void What_ollama_lacks_is_recorded_once()
    {
        var log = new ConversionLog();
        ChatEvent[] events =
        [
            Start, new(ChatEventKind.Signature, 0, 0, "sig", DialectNames.AnthropicMessages), new(ChatEventKind.Signature, 0, 1, "sig", DialectNames.AnthropicMessages),
            new(ChatEventKind.RedactedReasoning, 0, 2, "xyz"), new(ChatEventKind.Citation, 0, 3, default, new Citation()), new(ChatEventKind.Citation, 0, 3, default, new Citation()),
            new(ChatEventKind.Refusal, 0, 4, "no"), new(ChatEventKind.Refusal, 0, 4, "!"), new(ChatEventKind.Opaque, 0, 5, default, new OpaquePart("x", "container", RawJson.Parse("{}"))),
            new(ChatEventKind.Media, 0, 6, default, new MediaPart(MediaKind.Audio, new MediaSource.Base64("QQ=="))), new(ChatEventKind.Media, 0, 7, default, new MediaPart(MediaKind.Image, new MediaSource.Base64("QQ=="))),
            Text("other", 0, choice: 1), Text("other", 0, choice: 1), Stop,
        ];
        AssertLines(Chat.Encode(log, events), Message("\"content\":\"no\""), Message("\"content\":\"!\""), Message("\"content\":\"\",\"images\":[\"QQ==\"]"), Last());
        AssertLog(log, "Dropped choices[0].signature:  -> ", "Dropped choices[0]: redacted reasoning -> ", "Dropped choices[0].citations:  -> ", "Moved choices[0].refusal:  -> content",
            "Dropped choices[0]: container -> ", "Dropped choices[0]: media -> ", "Dropped choices[1]: choices[1] -> ");
    }

    [Fact]
    public void A_stream_of_ollama_is_written_as_it_was()
    {
        string[] lines =
        [
            """{"model":"m","remote_model":"up","created_at":"2023-11-14T22:13:20.000000Z","message":{"role":"assistant","content":"","thinking":"Hm"},"done":false}""",
            """{"model":"m","remote_model":"up","created_at":"2023-11-14T22:13:20.000000Z","message":{"role":"assistant","content":"Hi"},"done":false}""",
            """{"model":"m","remote_model":"up","created_at":"2023-11-14T22:13:20.000000Z","message":{"role":"assistant","content":"!","mood":1},"new":[2],"done":false}""",
            """{"model":"m","remote_model":"up","created_at":"2023-11-14T22:13:20.000000Z","message":{"role":"assistant","content":"","thinking":"Hm","mood":2},"done":false}""",
            """{"model":"m","remote_model":"up","created_at":"2023-11-14T22:13:20.000000Z","message":{"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"index":0,"name":"f","arguments":{"a":1},"x":1},"y":2}]},"done":false}""",
            """{"model":"m","remote_model":"up","created_at":"2023-11-14T22:13:21.25Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":3,"prompt_eval_duration":2,"eval_count":4,"eval_duration":5,"context":[1]}""",
        ];
        var log = new ConversionLog();
        AssertLines(Chat.Encode(log, Chat.Decode(lines)), lines);
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void Members_that_change_from_line_to_line_are_written_as_they_change()
    {
        string[] lines =
        [
            """{"model":"m","created_at":"2023-11-14T22:13:20.000000Z","step":1,"message":{"role":"assistant","content":"a","mood":"x"},"done":false}""",
            """{"model":"m","created_at":"2023-11-14T22:13:20.000000Z","step":2,"message":{"role":"assistant","content":"b","mood":"y"},"done":false}""",
            """{"model":"m","created_at":"2023-11-14T22:13:20.000000Z","step":1,"message":{"role":"assistant","content":"c","mood":"x"},"done":false}""",
            """{"model":"m","created_at":"2023-11-14T22:13:20.000000Z","step":3,"message":{"role":"assistant","content":"","mood":"z"},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":3,"prompt_eval_duration":2,"eval_count":4,"eval_duration":5}""",
        ];
        AssertLines(Chat.Encode(new ConversionLog(), Chat.Decode(lines)), lines);
    }

    [Fact]
    public void The_last_line_waits_for_the_end()
    {
        var encoder = Chat.OpenEncoder(Asked, new ConversionLog());
        var output = new ArrayBufferWriter<byte>();
        encoder.Encode(Start, output);
        encoder.Encode(Stop, output);
        encoder.Encode(ChatEvent.Of(ChatEventKind.End), output);
        Assert.Equal(0, output.WrittenCount);
        encoder.WriteEnd(output);
        Assert.Equal("application/x-ndjson", encoder.ContentType);
        Assert.Single(Lines(output));
        encoder.WriteEnd(output);
        Assert.Single(Lines(output));
    }

    [Fact]
    public void A_fault_is_one_line_even_as_the_first_and_nothing_follows()
    {
        var encoder = Chat.OpenEncoder(Asked, new ConversionLog());
        var output = new ArrayBufferWriter<byte>();
        encoder.WriteFault(new Fault(FaultKind.Overloaded, "busy\nnow") { Source = FaultSource.Provider, RequestId = "r" }, output);
        encoder.Encode(Text("late"), output);
        encoder.WriteEnd(output);
        Assert.Equal(["""{"error":"busy\nnow","source":"provider","request_id":"r"}"""], Lines(output));
    }

    [Fact]
    public void A_fault_drops_calls_that_are_not_whole() => AssertLines(
        Chat.Encode(new ConversionLog(), Start, Text("a"), Call(1, "1", "f"), Arguments(1, "{\"a"), ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.IdleTimeout, "silent"))),
        Message("\"content\":\"a\""), """{"error":"silent","source":"gateway"}""");

    [Fact]
    public void A_sign_of_life_leaves_every_line_a_json_object()
    {
        var encoder = Chat.OpenEncoder(Asked, new ConversionLog());
        var output = new ArrayBufferWriter<byte>();
        encoder.WriteKeepAlive(output);
        encoder.WriteKeepAlive(output);
        encoder.Encode(Start, output);
        encoder.Encode(Text("a"), output);
        encoder.WriteKeepAlive(output);
        encoder.WriteEnd(output);
        var lines = Lines(output);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.IsType<JsonObject>(JsonNode.Parse(line)));
        var events = Chat.Decode(lines);
        Assert.Equal(ChatEventKind.End, events[^1].Kind);
    }

    [Fact]
    public void A_piece_of_text_allocates_nothing()
    {
        var encoder = Chat.OpenEncoder(Asked, new ConversionLog());
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var piece = new ChatEvent(ChatEventKind.Text, 0, 0, JsonText.FromToken("\"a piece \\n of text\""u8.ToArray()));
        var thought = new ChatEvent(ChatEventKind.Reasoning, 0, 0, JsonText.FromToken("\"b\""u8.ToArray()));
        encoder.Encode(Start, output);
        encoder.Encode(piece, output);
        encoder.Encode(thought, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            encoder.Encode(piece, output);
            encoder.Encode(thought, output);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
