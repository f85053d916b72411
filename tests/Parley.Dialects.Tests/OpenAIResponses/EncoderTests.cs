using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

public sealed class EncoderTests
{
    private static readonly ChatEvent Start = ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "c1", Model = "m", Created = 5, Dialect = "anthropic-messages" });
    private static readonly ChatEvent End = ChatEvent.Of(ChatEventKind.End);

    [Fact]
    public void Text_has_the_documented_order_and_numbers_without_a_gap()
    {
        var events = Encode(Text("Hi"), Text(" there"), Finish(FinishReason.Stop), End);
        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            events.Select(static one => one.Type));
        Assert.Equal(Enumerable.Range(0, 10), events.Select(static one => one.Data.GetProperty("sequence_number").GetInt32()));
        Assert.All(events, static one => Assert.Equal(one.Type, one.Data.GetProperty("type").GetString()));
        Assert.Equal(["Hi", " there"], events.Where(static one => one.Type == "response.output_text.delta").Select(static one => one.Data.GetProperty("delta").GetString()));
        Assert.Equal("Hi there", events[^1].Data.GetProperty("response").GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void Last_event_holds_the_items_that_were_done()
    {
        var events = Encode(
            new ChatEvent(ChatEventKind.Reasoning, 0, 0, "Hm"), Text("Hi", 1), Call(2, "f"), Arguments(2, "{\"a\""), Arguments(2, ":1}"), Finish(FinishReason.ToolCalls), End);
        var done = events.Where(static one => one.Type == "response.output_item.done").Select(static one => one.Data.GetProperty("item").GetRawText());
        Assert.Equal(done, events[^1].Data.GetProperty("response").GetProperty("output").EnumerateArray().Select(static item => item.GetRawText()));
        Assert.Equal(
            ["response.reasoning_summary_part.added", "response.reasoning_summary_text.delta", "response.reasoning_summary_text.done", "response.reasoning_summary_part.done"],
            events.Select(static one => one.Type).Where(static type => type.Contains("summary", StringComparison.Ordinal)));
    }

    [Fact]
    public void Call_without_arguments_has_one_delta_and_is_done()
    {
        var events = Encode(Call(0, "f"), Arguments(0, "\n"), Finish(FinishReason.ToolCalls), End);
        Assert.Equal("{}", Assert.Single(events, static one => one.Type == "response.function_call_arguments.delta").Data.GetProperty("delta").GetString());
        Assert.Equal("{}", Assert.Single(events, static one => one.Type == "response.function_call_arguments.done").Data.GetProperty("arguments").GetString());
    }

    [Fact]
    public void Parallel_calls_whose_pieces_interleave_stay_apart()
    {
        var events = Encode(Call(0, "f"), Arguments(0, "{\"a\""), Call(1, "g"), Arguments(1, "{}"), Arguments(0, ":1}"), Finish(FinishReason.ToolCalls), End);
        Assert.Equal(["{\"a\":1}", "{}"], events[^1].Data.GetProperty("response").GetProperty("output").EnumerateArray().Select(static item => item.GetProperty("arguments").GetString()));
    }

    [Fact]
    public void Custom_call_has_events_of_its_own()
    {
        var events = Encode(new ChatEvent(ChatEventKind.ToolCallStart, 0, 0, default, new ToolCallStart("c", "patch") { IsCustom = true }), Arguments(0, "*** x"), Finish(FinishReason.ToolCalls), End);
        Assert.Equal(["response.custom_tool_call_input.delta", "response.custom_tool_call_input.done"], events.Select(static one => one.Type).Where(static type => type.Contains("custom", StringComparison.Ordinal)));
    }

    [Fact]
    public void Refusal_and_sources_have_events_of_their_own()
    {
        var citation = new Citation { Url = "https://x", Title = "X", Dialect = "gemini" };
        var events = Encode(Text("Hi"), new ChatEvent(ChatEventKind.Citation, 0, 0, default, citation), new ChatEvent(ChatEventKind.Refusal, 0, 1, "No."), Finish(FinishReason.Stop), End);
        Assert.Single(events, static one => one.Type == "response.output_text.annotation.added");
        Assert.Equal(["response.refusal.delta", "response.refusal.done"], events.Select(static one => one.Type).Where(static type => type.Contains("refusal", StringComparison.Ordinal)));
        Assert.Single(events[^1].Data.GetProperty("response").GetProperty("output").EnumerateArray());
    }

    [Fact]
    public void Source_of_a_text_whose_item_is_done_is_not_lost_and_claims_no_span()
    {
        var citation = new Citation { Url = "https://x", StartIndex = 0, EndIndex = 2, Dialect = "gemini" };
        var events = Encode(Text("Hi"), Call(1, "f"), Arguments(1, "{}"), new ChatEvent(ChatEventKind.Citation, 0, 0, default, citation), Finish(FinishReason.ToolCalls), End);
        var annotation = Assert.Single(events, static one => one.Type == "response.output_text.annotation.added").Data.GetProperty("annotation");
        Assert.Equal(("https://x", 0, 0), (annotation.GetProperty("url").GetString(), annotation.GetProperty("start_index").GetInt32(), annotation.GetProperty("end_index").GetInt32()));
    }

    [Fact]
    public void Source_of_two_texts_of_which_one_is_done_makes_up_no_text()
    {
        var (both, first) = (new Citation { Url = "https://x", StartIndex = 0, EndIndex = 2, Dialect = "gemini" }, new Citation { Url = "https://y", StartIndex = 0, EndIndex = 2, Dialect = "gemini" });
        var events = Encode(
            Text("Hi"), Call(1, "f"), Arguments(1, "{}"), new ChatEvent(ChatEventKind.Text, 0, 2, "there"),
            new ChatEvent(ChatEventKind.Citation, 0, 0, default, both), new ChatEvent(ChatEventKind.Citation, 0, 2, default, both), new ChatEvent(ChatEventKind.Citation, 0, 0, default, first), Finish(FinishReason.Stop), End);
        var texts = events[^1].Data.GetProperty("response").GetProperty("output").EnumerateArray().Where(static item => item.GetProperty("type").GetString() == "message")
            .SelectMany(static item => item.GetProperty("content").EnumerateArray());
        Assert.Equal(["Hi: ", "there: https://x 0-2, https://y 0-0"], texts.Select(static text => $"{text.GetProperty("text").GetString()}: " + string.Join(", ", text.GetProperty("annotations").EnumerateArray()
            .Select(static one => $"{one.GetProperty("url").GetString()} {one.GetProperty("start_index").GetInt32()}-{one.GetProperty("end_index").GetInt32()}"))));
    }

    [Fact]
    public void Paused_turn_that_waits_for_the_callers_tools_is_complete() =>
        Assert.Equal("response.completed", Encode(Call(0, "f"), Arguments(0, "{}"), Finish(FinishReason.Paused), End)[^1].Type);

    [Theory]
    [InlineData(FinishReason.Length)]
    [InlineData(FinishReason.Paused)]
    public void Answer_that_was_cut_off_ends_incomplete(FinishReason reason)
    {
        var events = Encode(Text("Hi"), Finish(reason), End);
        Assert.Equal("response.incomplete", events[^1].Type);
        var response = events[^1].Data.GetProperty("response");
        Assert.Equal(("incomplete", "max_output_tokens", "incomplete"), (response.GetProperty("status").GetString(), response.GetProperty("incomplete_details").GetProperty("reason").GetString(), response.GetProperty("output")[0].GetProperty("status").GetString()));
    }

    [Fact]
    public void Fault_fails_the_response_and_is_an_error_for_client_libraries()
    {
        var events = Encode(Text("Hi"), ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.IdleTimeout, "Silent.") { RequestId = "req_1" }));
        Assert.Equal(["response.failed", "error"], events.Select(static one => one.Type).TakeLast(2));
        Assert.Equal("server_error", events[^2].Data.GetProperty("response").GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("idle_timeout", events[^1].Data.GetProperty("code").GetString());
        Assert.Equal(("Silent.", "gateway", "req_1"), (events[^1].Data.GetProperty("message").GetString(), events[^1].Data.GetProperty("error").GetProperty("source").GetString(), events[^1].Data.GetProperty("error").GetProperty("request_id").GetString()));
    }

    [Fact]
    public void Failed_response_holds_what_was_said_as_far_as_it_came()
    {
        var events = Encode(Call(0, "f"), Text("Hi", 1), ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.RateLimit, "Slow down.")));
        var response = events[^2].Data.GetProperty("response");
        var message = response.GetProperty("output").EnumerateArray().Last();
        Assert.Equal(("message", "incomplete", "Hi"), (message.GetProperty("type").GetString(), message.GetProperty("status").GetString(), message.GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.Equal("rate_limit_exceeded", response.GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain(events, static one => one.Type == "response.output_item.done" && one.Data.GetProperty("item").GetProperty("type").GetString() == "message");
    }

    [Fact]
    public void Call_that_a_fault_cut_is_not_among_the_output()
    {
        var events = Encode(Call(0, "f"), ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.RateLimit, "Slow down.")));
        Assert.Empty(events[^2].Data.GetProperty("response").GetProperty("output").EnumerateArray());
    }

    [Fact]
    public void Sign_of_life_is_a_comment()
    {
        var output = new ArrayBufferWriter<byte>();
        Responses.Codec.OpenEncoder(StreamOptions.None, new ConversionLog()).WriteKeepAlive(output);
        Assert.Equal(": keepalive\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_is_written_behind_copied_events_is_of_the_same_response()
    {
        var encoder = Responses.Codec.OpenEncoder(StreamOptions.None, new ConversionLog());
        var frames = Encoding.UTF8.GetBytes(Responses.Stream(Responses.Created));
        Assert.Equal(frames, encoder.Follow(frames).ToArray());
        var output = new ArrayBufferWriter<byte>();
        encoder.WriteFault(new Fault(FaultKind.Upstream, "Broken."), output);
        var failed = Responses.Events(Encoding.UTF8.GetString(output.WrittenSpan))[0];
        Assert.Equal("resp_1", failed.Data.GetProperty("response").GetProperty("id").GetString());
        Assert.False(failed.Data.TryGetProperty("sequence_number", out _));
    }

    private static List<(string Type, JsonElement Data)> Encode(params IEnumerable<ChatEvent> events) => Responses.Events(CodecProof.Encode(Responses.Codec, [Start, .. events]));

    private static ChatEvent Text(string text, int part = 0) => new(ChatEventKind.Text, 0, part, text);

    private static ChatEvent Call(int part, string name) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart($"call_{part}", name));

    private static ChatEvent Arguments(int part, JsonText piece) => new(ChatEventKind.ToolCallArguments, 0, part, piece);

    private static ChatEvent Finish(FinishReason reason) => ChatEvent.Of(ChatEventKind.Finish, new Finish(reason));
}
