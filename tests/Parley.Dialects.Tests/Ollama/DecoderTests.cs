using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class DecoderTests
{
    private const string Last = """{"model":"m","created_at":"2023-11-14T22:13:21.5Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"prompt_eval_count":3,"eval_count":4}""";

    private static string Line(string message) => $$"""{"model":"m","created_at":"2023-11-14T22:13:20.1Z","message":{"role":"assistant",{{message}}},"done":false}""";

    private static string Show(ChatEvent chatEvent) => chatEvent.Kind switch
    {
        ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.ToolCallArguments => $"{chatEvent.Kind} {chatEvent.Part} {chatEvent.Text}",
        ChatEventKind.ToolCallStart => $"{chatEvent.Kind} {chatEvent.Part} {((ToolCallStart)chatEvent.Detail!).Name}",
        ChatEventKind.Finish => $"{chatEvent.Kind} {((Finish)chatEvent.Detail!).Reason} {((Finish)chatEvent.Detail!).Native}",
        ChatEventKind.Usage => $"{chatEvent.Kind} {((Usage)chatEvent.Detail!).Input.Tokens} {((Usage)chatEvent.Detail!).Output.Tokens}",
        ChatEventKind.Fault => $"{chatEvent.Kind} {((Fault)chatEvent.Detail!).Kind} {((Fault)chatEvent.Detail!).Source}",
        ChatEventKind.Extras => $"{chatEvent.Kind} {string.Join(",", ((Extras)chatEvent.Detail!).Members.Select(member => $"{member.Key}={member.Value}"))}",
        _ => chatEvent.Kind.ToString(),
    };

    private static void AssertEvents(IChatCodec codec, string[] lines, params string[] events) => Assert.Equal(events, codec.Decode(lines).Select(Show));

    [Fact]
    public void Thought_text_and_call_are_parts_in_order() => AssertEvents(Chat,
        [Line("\"content\":\"\",\"thinking\":\"Hm\""), Line("\"content\":\"\",\"thinking\":\"m\""), Line("\"content\":\"He\""), Line("\"content\":\"llo\""),
            Line("""  "content":"","tool_calls":[{"id":"call_1","function":{"index":0,"name":"f","arguments":{"a": 1}}},{"function":{"name":"g"}}]  """), Last],
        "Start", "Reasoning 0 Hm", "Reasoning 0 m", "Text 1 He", "Text 1 llo",
        "ToolCallStart 2 f", "ToolCallArguments 2 {\"a\": 1}", "ToolCallStart 3 g", "ToolCallArguments 3 {}",
        "Usage 3 4", "Finish ToolCalls stop", "End");

    [Fact]
    public void Thoughts_between_texts_begin_parts_anew() => AssertEvents(Chat,
        [Line("\"content\":\"a\""), Line("\"content\":\"\",\"thinking\":\"b\""), Line("\"content\":\"c\""), Last],
        "Start", "Text 0 a", "Reasoning 1 b", "Text 2 c", "Usage 3 4", "Finish Stop stop", "End");

    [Fact]
    public void Generate_reads_response_and_context() => AssertEvents(Generate,
        ["""{"model":"m","created_at":"2023-11-14T22:13:20Z","response":"a","done":false}""", """{"model":"m","created_at":"2023-11-14T22:13:20Z","response":"","thinking":"t","done":false}""",
            """{"model":"m","created_at":"2023-11-14T22:13:20Z","response":"","done":true,"done_reason":"length","context":[1,2],"eval_count":1}"""],
        "Start", "Text 0 a", "Reasoning 1 t", "Usage 0 1", "Finish Length length", "Extras context=[1,2]", "End");

    [Fact]
    public void One_line_that_is_first_and_last_is_a_whole_answer() => AssertEvents(Chat,
        ["""{"model":"m","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":"all"},"done":true}"""],
        "Start", "Text 0 all", "Usage 0 0", "Finish Stop ", "End");

    [Fact]
    public void Unknown_members_that_every_line_repeats_come_once_with_the_start()
    {
        var events = Chat.Decode("""{"model":"m","remote_model":"up","message":{"content":"a","mood":1},"done":false}""", """{"model":"m","remote_model":"up","message":{"content":"b","mood":1,"new":2},"done":false}""", Last);
        Assert.Equal(["remote_model", "message.mood"], ((ReplyStart)events[0].Detail!).Extras!.Members.Select(member => member.Key));
        Assert.Equal(["Text 0 a", "Extras message.new=2", "Text 0 b"], events.Skip(1).Take(3).Select(Show));
    }

    [Fact]
    public void Log_probabilities_take_the_shared_shape()
    {
        var events = Chat.Decode("""{"model":"m","message":{"content":"a"},"done":false,"logprobs":[{"token":"a","logprob":-1}]}""", Last);
        Assert.Equal("""{"content":[{"token":"a","logprob":-1}]}""", ((RawJson)events[2].Detail!).ToString());
    }

    [Fact]
    public void An_early_end_is_a_fault() => AssertEvents(Chat, [Line("\"content\":\"a\"")], "Start", "Text 0 a", "Fault MalformedReply Provider");

    [Fact]
    public void No_line_at_all_is_a_fault() => AssertEvents(Chat, [], "Fault MalformedReply Provider");

    [Theory]
    [InlineData("an error was encountered while running the model: unexpected EOF", "Fault Upstream Provider")]
    [InlineData("model 'x' not found", "Fault NotFound Provider")]
    [InlineData("server busy, please try again", "Fault Overloaded Provider")]
    public void An_error_line_is_a_fault_and_nothing_follows(string message, string fault) =>
        AssertEvents(Chat, [Line("\"content\":\"a\""), $$"""{"error":"{{message}}"}""", Last], "Start", "Text 0 a", fault);

    [Fact]
    public void Blank_and_unknown_lines_are_passed_over() => AssertEvents(Chat, [" ", """{"status":"pulling"}""", Last, Line("\"content\":\"late\"")], "Start", "Usage 3 4", "Finish Stop stop", "End");

    [Theory]
    [InlineData("<html>")]
    [InlineData("[1]")]
    [InlineData("{\"model\":\"m\",\"mess")]
    [InlineData("""{"done":true} {"done":true}""")]
    public void Garbage_is_a_format_error(string line) => Assert.Throws<WireFormatException>(() => Chat.Decode(line));

    [Fact]
    public void Invented_ids_do_not_depend_on_streaming()
    {
        const string call = "\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{}}}]";
        var streamed = (ToolCallStart)Chat.Decode(Line("\"content\":\"\"," + call), Last)[1].Detail!;
        var whole = (ToolCallPart)Chat.ReadReply(Reply(Line("\"content\":\"\"," + call)), WireProfile.Default).Choices[0].Parts[0];
        Assert.Equal(whole.Id, streamed.Id);
        Assert.True(streamed.IdIsInvented);
    }

    [Fact]
    public void A_line_of_text_allocates_nothing()
    {
        var decoder = Chat.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>(4);
        var frame = Frame(Line("\"content\":\"a piece \\n of text\""));
        var thought = Frame(Line("\"content\":\"\",\"thinking\":\"b\""));
        decoder.Decode(frame, events);
        decoder.Decode(thought, events);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            events.Clear();
            decoder.Decode(frame, events);
            decoder.Decode(thought, events);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
