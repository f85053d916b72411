using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

public sealed class ReplyFolderTests
{
    [Fact]
    public void Build_pieces_of_one_part_are_one_text()
    {
        var choice = FoldOne(Text(0, "Hel"), Text(0, "lo"));
        Assert.Equal("Hello", Assert.IsType<TextPart>(Assert.Single(choice.Parts)).Text.ToString());
    }

    [Fact]
    public void Build_texts_of_two_parts_stay_apart()
    {
        var choice = FoldOne(Text(0, "a"), Text(1, "b"));
        Assert.Equal(["a", "b"], choice.Parts.Select(static part => ((TextPart)part).Text.ToString()));
    }

    [Fact]
    public void Build_a_surrogate_pair_split_over_two_pieces_is_whole()
    {
        var choice = FoldOne(Piece(ChatEventKind.Text, 0, """
            "\ud83d"
            """), Piece(ChatEventKind.Text, 0, """
            "\ude00!"
            """));
        Assert.Equal("😀!", ((TextPart)choice.Parts[0]).Text.ToString());
    }

    [Fact]
    public void Build_an_empty_piece_still_makes_the_part()
    {
        var choice = FoldOne(Text(0, ""), Sign(0, "sig"));
        var part = Assert.IsType<TextPart>(Assert.Single(choice.Parts));
        Assert.True(part.Text.IsEmpty);
        Assert.Equal("sig", part.Signature!.Value.Value.ToString());
    }

    [Fact]
    public void Build_a_thought_keeps_its_signature_and_its_dialect()
    {
        var choice = FoldOne(Piece(ChatEventKind.Reasoning, 0, "\"hm\""), Sign(0, "EqQB=="), Text(1, "yes"));
        var thought = Assert.IsType<ReasoningPart>(choice.Parts[0]);
        Assert.Equal("hm", thought.Text.ToString());
        Assert.Equal(new PartSignature("anthropic-messages", "EqQB=="), thought.Signature);
    }

    [Fact]
    public void Build_a_withheld_thought_is_a_part_of_its_own()
    {
        var choice = FoldOne(Piece(ChatEventKind.Reasoning, 0, "\"hm\""), Piece(ChatEventKind.RedactedReasoning, 1, "\"Zm9v\""));
        Assert.Equal("Zm9v", Assert.IsType<ReasoningPart>(choice.Parts[1]).RedactedData.ToString());
    }

    [Fact]
    public void Build_a_signature_before_any_content_hangs_on_an_empty_text()
    {
        var part = Assert.IsType<TextPart>(Assert.Single(FoldOne(Sign(3, "sig")).Parts));
        Assert.NotNull(part.Signature);
    }

    [Fact]
    public void Build_interleaved_tool_calls_keep_their_own_arguments()
    {
        var choice = FoldOne(
            Call(0, "call_a", "read"), Call(1, "call_b", "write"),
            Arguments(0, """{\"a\":"""), Arguments(1, """{\"b\":"""), Arguments(0, "1}"), Arguments(1, "2}"));
        Assert.Equal(
            ["""call_a read {"a":1}""", """call_b write {"b":2}"""],
            choice.Parts.Cast<ToolCallPart>().Select(static call => $"{call.Id} {call.Name} {call.Arguments}"));
    }

    [Fact]
    public void Build_a_tool_call_without_arguments_has_an_empty_object()
    {
        var call = Assert.IsType<ToolCallPart>(Assert.Single(FoldOne(Call(0, "call_a", "now"), Arguments(0, "")).Parts));
        Assert.Equal("{}", call.Arguments.ToString());
        Assert.True(call.Arguments.TryGetObject(out _));
    }

    [Fact]
    public void Build_a_custom_tool_without_input_stays_empty()
    {
        var start = new ToolCallStart("call_a", "grammar") { IsCustom = true };
        var call = Assert.IsType<ToolCallPart>(Assert.Single(FoldOne(new ChatEvent(ChatEventKind.ToolCallStart, 0, 0, default, start)).Parts));
        Assert.Equal("", call.Arguments.ToString());
        Assert.True(call.IsCustom);
    }

    [Fact]
    public void Build_parts_stand_in_the_order_of_their_first_event()
    {
        var choice = FoldOne(Call(7, "call_a", "read"), Text(3, "x"), Arguments(7, "{}"));
        Assert.IsType<ToolCallPart>(choice.Parts[0]);
        Assert.IsType<TextPart>(choice.Parts[1]);
    }

    [Fact]
    public void Build_citations_media_and_opaque_blocks_are_kept()
    {
        var media = new MediaPart(MediaKind.Image, new MediaSource.Base64("aGk=")) { MediaType = "image/png" };
        var opaque = new OpaquePart("gemini", "executableCode", RawJson.Parse("""{"code":"1"}"""));
        var choice = FoldOne(
            Text(0, "see"),
            new ChatEvent(ChatEventKind.Citation, 0, 0, default, new Citation { Url = "https://a.example" }),
            new ChatEvent(ChatEventKind.Media, 0, 1, default, media),
            new ChatEvent(ChatEventKind.Opaque, 0, 2, default, opaque));
        Assert.Equal("https://a.example", Assert.Single(((TextPart)choice.Parts[0]).Citations).Url);
        Assert.Equal(media, choice.Parts[1]);
        Assert.Equal(opaque, choice.Parts[2]);
    }

    [Fact]
    public void Build_log_probabilities_are_one_array()
    {
        var choice = FoldOne(
            ChatEvent.Of(ChatEventKind.Logprobs, RawJson.Parse("""{"content":[{"token":"a"}],"refusal":null}""")),
            ChatEvent.Of(ChatEventKind.Logprobs, RawJson.Parse("""{"content":[],"refusal":null}""")),
            ChatEvent.Of(ChatEventKind.Logprobs, RawJson.Parse("""{"content":[{"token":"b"},{"token":"c"}],"refusal":null}""")));
        Assert.Equal("""{"content":[{"token":"a"},{"token":"b"},{"token":"c"}],"refusal":null}""", choice.Logprobs.ToString());
    }

    [Fact]
    public void Build_of_an_extra_the_later_value_stands()
    {
        var choice = FoldOne(
            ChatEvent.Of(ChatEventKind.Extras, Extras(("a", "1"), ("b", "2"))),
            ChatEvent.Of(ChatEventKind.Extras, Extras(("b", "3"), ("c", "4"))));
        Assert.Equal(["a=1", "b=3", "c=4"], choice.Extras!.Members.Select(static member => $"{member.Key}={member.Value}"));
    }

    [Fact]
    public void Build_spellings_of_both_extras_stay()
    {
        var first = Extras(("a", "1"));
        first.AddSpelling("x", RawJson.Parse("1"));
        first.AddSpelling("y", RawJson.Parse("2"));
        var second = Extras(("b", "2"));
        second.AddSpelling("y", RawJson.Parse("3"));
        second.AddSpelling("z", RawJson.Parse("4"));
        var extras = FoldOne(ChatEvent.Of(ChatEventKind.Extras, first), ChatEvent.Of(ChatEventKind.Extras, second)).Extras!;
        Assert.Equal("1 3 4", $"{extras.Spelling("x")} {extras.Spelling("y")} {extras.Spelling("z")}");
    }

    [Fact]
    public void Build_choices_stand_by_number()
    {
        var reply = Fold(Text(0, "second") with { Choice = 1 }, Text(0, "first"), ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Length), 1));
        Assert.Equal([0, 1], reply.Choices.Select(static choice => choice.Index));
        Assert.Equal([FinishReason.Unknown, FinishReason.Length], reply.Choices.Select(static choice => choice.Finish.Reason));
    }

    [Fact]
    public void Build_the_last_usage_stands()
    {
        var reply = Fold(
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(5), Output = TokenCount.Exact(1) }),
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(5), Output = TokenCount.Exact(9) }));
        Assert.Equal(9, reply.Usage.TotalOutput);
    }

    [Fact]
    public void Build_a_later_start_fills_what_the_first_left_open()
    {
        var reply = Fold(
            ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Created = 7, Dialect = "openai-chat", Extras = Extras(("prompt_filter_results", "[]")) }),
            ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "chatcmpl-1", Model = "gpt-4o", Dialect = "openai-chat" }));
        Assert.Equal(("chatcmpl-1", "gpt-4o", 7L, "openai-chat"), (reply.Id, reply.Model, reply.Created!.Value, reply.Dialect));
        Assert.Equal("[]", reply.Extras!["prompt_filter_results"].ToString());
    }

    [Fact]
    public void Add_a_fault_is_told_and_what_came_before_is_kept()
    {
        var folder = new ReplyFolder("openai-chat");
        folder.Add(Text(0, "half"));
        folder.Add(ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.MalformedReply, "cut")));
        Assert.Equal(FaultKind.MalformedReply, folder.Fault!.Kind);
        Assert.False(folder.IsComplete);
        Assert.Equal("half", ((TextPart)folder.Build().Choices[0].Parts[0]).Text.ToString());
    }

    [Fact]
    public void Add_the_end_makes_it_complete()
    {
        var folder = new ReplyFolder();
        folder.Add(ChatEvent.Of(ChatEventKind.End));
        Assert.True(folder.IsComplete);
        Assert.Empty(folder.Build().Choices);
    }

    private static ChatReply Fold(params ReadOnlySpan<ChatEvent> events)
    {
        var folder = new ReplyFolder();
        foreach (var chatEvent in events)
            folder.Add(chatEvent);
        return folder.Build();
    }

    private static Choice FoldOne(params ReadOnlySpan<ChatEvent> events) => Assert.Single(Fold(events).Choices);

    private static ChatEvent Text(int part, string text) => new(ChatEventKind.Text, 0, part, text);

    private static ChatEvent Sign(int part, string token) => new(ChatEventKind.Signature, 0, part, token, "anthropic-messages");

    private static ChatEvent Call(int part, string id, string name) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(id, name));

    private static ChatEvent Arguments(int part, string escaped) => Piece(ChatEventKind.ToolCallArguments, part, $"\"{escaped}\"");

    private static ChatEvent Piece(ChatEventKind kind, int part, string token) => new(kind, 0, part, JsonText.FromToken(Encoding.UTF8.GetBytes(token)));

    private static Extras Extras(params ReadOnlySpan<(string Name, string Value)> members)
    {
        var extras = new Extras("openai-chat");
        foreach (var (name, value) in members)
            extras.Add(name, RawJson.Parse(value));
        return extras;
    }
}
