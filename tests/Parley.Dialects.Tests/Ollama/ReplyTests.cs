using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class ReplyTests
{
    private const string Metrics = """
        "total_duration":5043500667,"load_duration":5025959,"prompt_eval_count":26,"prompt_eval_duration":325953000,"eval_count":290,"eval_duration":4709213000
        """;

    private static ChatReply Read(IChatCodec codec, string body) => codec.ReadReply(Reply(body), WireProfile.Default);

    [Fact]
    public void Chat_with_every_member_is_identical()
    {
        const string body = """
            {"model":"qwen3:4b","remote_model":"up","remote_host":"https://ollama.com","created_at":"2026-08-17T15:57:13.585297123+02:00","future":[1],
            "message":{"role":"assistant","content":"Hi \u00e9","thinking":"Hm","images":["iVBORw0KGgo="],"mood":"good",
              "tool_calls":[{"id":"call_1","function":{"index":0,"name":"f","arguments":{"a":[1]},"x":1},"y":2}]},
            "done":true,"done_reason":"stop","logprobs":[{"token":"H","logprob":-0.1,"bytes":[72],"top_logprobs":[]}],
            """ + Metrics + "}";
        var log = new ConversionLog();
        AssertSame(body, Chat.WriteReply(Read(Chat, body), log));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void Generate_with_every_member_is_identical()
    {
        const string body = """
            {"model":"llama3","created_at":"2023-11-04T14:56:49.277302595-07:00","response":"{}","thinking":"t","done":true,"done_reason":"length","context":[1,2,3],"future":{"a":1},
            """ + Metrics + "}";
        var log = new ConversionLog();
        AssertSame(body, Generate.WriteReply(Read(Generate, body), log));
        Assert.Empty(log.Entries);
    }

    [Fact]
    public void Chat_is_read_into_parts_usage_and_reason()
    {
        var reply = Read(Chat, """
            {"model":"m","created_at":"2023-11-14T22:13:20.5Z","message":{"role":"assistant","content":"text","thinking":"thought","images":null,"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},
            "done":true,"done_reason":"stop",
            """ + Metrics + "}");
        Assert.Equal(("m", 1_700_000_000L, DialectNames.Ollama), (reply.Model, reply.Created, reply.Dialect));
        Assert.Equal(["ReasoningPart", "TextPart", "ToolCallPart"], reply.Choices[0].Parts.Select(part => part.GetType().Name));
        Assert.Equal((FinishReason.ToolCalls, "stop"), (reply.Choices[0].Finish.Reason, reply.Choices[0].Finish.Native));
        Assert.Equal((TokenCount.Exact(26), TokenCount.Exact(290)), (reply.Usage.Input, reply.Usage.Output));
        Assert.Equal("5043500667", reply.Usage.Extras?["total_duration"].ToString());
        var call = (ToolCallPart)reply.Choices[0].Parts[2];
        Assert.True(call.IdIsInvented);
        Assert.StartsWith("call_", call.Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2023-11-14T22:13:20Z")]
    [InlineData("2023-11-14T22:13:20.12345Z")]
    [InlineData("2023-11-14T22:13:20.123456789Z")]
    [InlineData("2023-11-14T15:13:20.385406455-07:00")]
    public void Created_at_is_read_with_any_fraction(string time) =>
        Assert.Equal(1_700_000_000, Read(Chat, $$$"""{"model":"m","created_at":"{{{time}}}","message":{"content":""},"done":true}""").Created);

    [Fact]
    public void Calls_of_two_answers_get_different_ids_and_those_of_one_answer_too()
    {
        static List<string> Ids(string time) => [.. Read(Chat, $$$$"""
            {"model":"m","created_at":"{{{{time}}}}","message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":{}}},{"function":{"name":"f","arguments":{}}}]},"done":true}
            """).Choices[0].Parts.OfType<ToolCallPart>().Select(call => call.Id)];
        var first = Ids("2023-11-14T22:13:20.1Z");
        Assert.Equal(4, first.Concat(Ids("2023-11-14T22:13:20.2Z")).Distinct().Count());
        Assert.Equal(first, Ids("2023-11-14T22:13:20.1Z"));
    }

    [Fact]
    public void A_prompt_count_that_is_missing_is_unknown_and_estimated_when_written()
    {
        var reply = Read(Chat, """{"model":"m","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":"a"},"done":true,"done_reason":"stop","eval_count":3}""");
        Assert.False(reply.Usage.Input.IsKnown);
        AssertSame("""
            {"model":"m","created_at":"2023-11-14T22:13:20Z","message":{"role":"assistant","content":"a"},"done":true,"done_reason":"stop",
            "total_duration":0,"load_duration":0,"prompt_eval_count":11,"prompt_eval_duration":0,"eval_count":3,"eval_duration":0}
            """, Chat.WriteReply(reply, new ConversionLog()));
    }

    [Fact]
    public void Loading_a_model_is_an_empty_answer_with_its_own_reason()
    {
        var reply = Read(Generate, """{"model":"m","created_at":"2024-09-12T03:54:03.516566Z","response":"","done":true,"done_reason":"unload"}""");
        Assert.Empty(reply.Choices[0].Parts);
        Assert.Equal((FinishReason.Other, "unload"), (reply.Choices[0].Finish.Reason, reply.Choices[0].Finish.Native));
        Assert.Contains("\"done_reason\":\"unload\"", Generate.WriteReply(reply, new ConversionLog()), StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_types_of_an_upstream_are_taken_as_they_are_meant()
    {
        var reply = Read(Chat, """
            {"model":null,"created_at":5,"message":{"role":7,"content":{"a":1},"thinking":null,"tool_calls":[null,{"id":"","function":{"name":"f","arguments":"{\"a\":2}"}}],"images":{}},
            "done":true,"done_reason":null,"prompt_eval_count":"many","eval_count":2.0,"logprobs":null}
            """);
        Assert.Null(reply.Model);
        Assert.Equal("""{"a":1}""", ((TextPart)reply.Choices[0].Parts[0]).Text.ToString());
        var call = (ToolCallPart)reply.Choices[0].Parts[1];
        Assert.True(call.Arguments.TryGetObject(out var arguments));
        Assert.Equal("""{"a":2}""", arguments.ToString());
        Assert.Equal((default, TokenCount.Exact(2)), (reply.Usage.Input, reply.Usage.Output));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"object":"chat.completion"}""")]
    [InlineData("<html>")]
    public void A_reply_of_another_kind_is_a_format_error(string body) => Assert.Throws<WireFormatException>(() => Read(Chat, body));

    [Fact]
    public void A_foreign_reply_with_everything_is_written_and_what_is_lost_recorded()
    {
        var log = new ConversionLog();
        var extras = new Extras(DialectNames.OpenAIChat);
        extras.Add("system_fingerprint", RawJson.Parse("\"fp\""));
        var reply = new ChatReply
        {
            Id = "chatcmpl-1",
            Model = "gpt-5",
            Created = 1_700_000_001,
            ServiceTier = "flex",
            Dialect = DialectNames.OpenAIChat,
            Extras = extras,
            Usage = new Usage { Input = TokenCount.Exact(10), CacheRead = TokenCount.Exact(5), Output = TokenCount.Exact(7), Reasoning = TokenCount.Exact(3) },
            Choices =
            [
                new(0,
                [
                    new ReasoningPart("think") { Signature = new PartSignature(DialectNames.AnthropicMessages, "s") }, new ReasoningPart(default) { RedactedData = "r" },
                    new TextPart("a") { Citations = [new Citation { Url = "u" }] }, new TextPart("b"), new RefusalPart("!"),
                    new ToolCallPart("call_1", "f", ToolArguments.FromText("{\n \"a\": 1}")), new ToolCallPart("call_2", "g", default),
                    new OpaquePart(DialectNames.AnthropicMessages, "container", RawJson.Parse("{}")),
                ], new Finish(FinishReason.ToolCalls, "tool_calls") { Dialect = DialectNames.OpenAIChat }) { Logprobs = RawJson.Parse("""{"content":[{"token":"a"}],"refusal":null}""") },
                new(1, [], new Finish(FinishReason.Stop)),
            ],
        };
        AssertSame("""
            {"model":"gpt-5","created_at":"2023-11-14T22:13:21.000000Z","message":{"role":"assistant","content":"ab!","thinking":"think","tool_calls":[
            {"id":"call_1","function":{"index":0,"name":"f","arguments":{"a":1}}},{"id":"call_2","function":{"index":1,"name":"g","arguments":{}}}]},
            "logprobs":[{"token":"a"}],"done":true,"done_reason":"stop","total_duration":0,"load_duration":0,"prompt_eval_count":15,"prompt_eval_duration":0,"eval_count":10,"eval_duration":0}
            """, Chat.WriteReply(reply, log));
        AssertLog(log,
            "Dropped choices[1]:  -> ",
            "Dropped choices[0].content[0].signature:  -> ",
            "Dropped choices[0].content[1]: redacted reasoning -> ",
            "Dropped choices[0].content[2].citations:  -> ",
            "Moved choices[0].content[4].refusal:  -> content",
            "Dropped choices[0].content[7]: OpaquePart -> ",
            "Moved usage.cache_read:  -> prompt_eval_count",
            "Moved usage.reasoning:  -> eval_count",
            "Dropped system_fingerprint: \"fp\" -> ",
            "Dropped service_tier: flex -> ");
    }

    [Theory]
    [InlineData(FinishReason.Stop, "stop", true)]
    [InlineData(FinishReason.StopSequence, "stop", true)]
    [InlineData(FinishReason.ToolCalls, "stop", true)]
    [InlineData(FinishReason.Length, "length", true)]
    [InlineData(FinishReason.ContextWindow, "length", true)]
    [InlineData(FinishReason.ContentFilter, "stop", false)]
    [InlineData(FinishReason.Refusal, "stop", false)]
    [InlineData(FinishReason.Paused, "length", false)]
    [InlineData(FinishReason.MalformedToolCall, "stop", false)]
    [InlineData(FinishReason.Error, "stop", false)]
    [InlineData(FinishReason.Other, "stop", false)]
    [InlineData(FinishReason.Unknown, "stop", false)]
    public void Every_reason_has_a_word_and_what_it_cannot_say_is_recorded(FinishReason reason, string word, bool isExact)
    {
        var log = new ConversionLog();
        var reply = new ChatReply { Choices = [new(0, [], new Finish(reason, "native") { Dialect = DialectNames.Gemini })] };
        Assert.Contains($"\"done_reason\":\"{word}\"", Chat.WriteReply(reply, log), StringComparison.Ordinal);
        Assert.Equal(isExact, log.Entries.Count == 0);
    }

    [Fact]
    public void Pause_that_waits_for_the_callers_tools_is_no_cut()
    {
        var log = new ConversionLog();
        var finish = new Finish(FinishReason.Paused, "pause_turn") { Dialect = DialectNames.AnthropicMessages };
        var call = new ToolCallPart("c", "f", ToolArguments.FromText("{}"));
        Assert.Contains("\"done_reason\":\"stop\"", Chat.WriteReply(new ChatReply { Choices = [new(0, [call], finish)] }, log), StringComparison.Ordinal);
        Assert.Single(log.Entries);
        Assert.Contains("\"done_reason\":\"stop\"", CodecProof.Encode(Chat,
        [
            ChatEvent.Of(ChatEventKind.Start, new ReplyStart()),
            new(ChatEventKind.ToolCallStart, 0, 0, default, new ToolCallStart("c", "f")),
            new(ChatEventKind.ToolCallArguments, 0, 0, "{}"),
            ChatEvent.Of(ChatEventKind.Finish, finish),
            ChatEvent.Of(ChatEventKind.End),
        ]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reply_that_says_nothing_takes_model_time_and_estimate_from_the_request() => AssertSame("""
        {"model":"llama3","created_at":"2023-11-14T22:13:20.000000Z","response":"","done":true,"done_reason":"stop",
        "total_duration":0,"load_duration":0,"prompt_eval_count":11,"prompt_eval_duration":0,"eval_count":0,"eval_duration":0}
        """, Generate.WriteReply(new ChatReply { Choices = [] }, new ConversionLog()));

    [Fact]
    public void ReadUsage_reads_the_same_numbers()
    {
        var usage = Chat.ReadUsage(Reply("""{"model":"m","message":{"content":"x"},"done":true,"prompt_eval_count":3,"eval_count":4}"""));
        Assert.Equal((3, 4), (usage.TotalInput, usage.TotalOutput));
    }

    [Fact]
    public void Counters_beyond_all_reason_have_sums()
    {
        var usage = Chat.ReadUsage(Reply("""{"message":{},"done":true,"prompt_eval_count":9223372036854775807,"eval_count":9223372036854775807}"""));
        Assert.Equal((TokenCount.Most, TokenCount.Most), (usage.TotalInput, usage.TotalOutput));
    }

    [Theory]
    [InlineData("""{"function":{"name":"","arguments":{}}}""")]
    [InlineData("""{"function":{"arguments":{}}}""")]
    public void Call_without_a_name_is_read_neither_whole_nor_streamed(string call)
    {
        var body = $$"""{"message":{"content":"","tool_calls":[{{call}}]},"done":true}""";
        Assert.Throws<WireFormatException>(() => Chat.ReadReply(Reply(body), WireProfile.Default));
        Assert.Throws<WireFormatException>(() => Chat.Decode(body));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"done":true,"x":{bad}}""")]
    public void What_is_no_reply_is_read_by_neither_lane(string body)
    {
        var malformed = Assert.Throws<WireFormatException>(() => Chat.ReadReply(Reply(body), WireProfile.Default));
        Assert.Equal(malformed.Message, Assert.Throws<WireFormatException>(() => Chat.ReadUsage(Reply(body))).Message);
    }
}
