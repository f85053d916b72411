using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class BlankTextTests
{
    [Theory]
    [InlineData("\" \"")]
    [InlineData("\"\\n \\t\"")]
    public void Blank_text_of_another_dialect_is_left_out(string token)
    {
        var blank = new TextPart(JsonText.FromToken(System.Text.Encoding.UTF8.GetBytes(token)));
        var written = Room.Write(Room.Foreign(
            new Message(Role.System, [blank with { IsBare = true }]),
            Room.User("Hi"),
            new Message(Role.Assistant, [blank, new ToolCallPart("a", "f", ToolArguments.FromText("{}"))]),
            new Message(Role.Tool, [new ToolResultPart("a", [new TextPart("1") { IsBare = true }])])));
        Room.SameJson("""
            {"model":"claude-sonnet-4-5","max_tokens":100,"messages":[{"role":"user","content":"Hi"},
             {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]}
            """, written.Text);
    }

    [Fact]
    public void Request_whose_model_is_in_the_path_names_none_in_its_body() =>
        CodecProof.RequestIdentity(Room.Codec, Room.Request("""{"anthropic_version":"vertex-2023-10-16","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"""));

    [Fact]
    public void Members_that_another_dialect_brings_in_every_event_are_recorded_once()
    {
        var log = new ConversionLog();
        var extras = new Extras(DialectNames.OpenAIChat);
        extras.Add("x", RawJson.Parse("1"));
        CodecProof.Encode(Room.Codec,
        [
            ChatEvent.Of(ChatEventKind.Start, Room.ForeignStart),
            ChatEvent.Of(ChatEventKind.MessageExtras, extras),
            ChatEvent.Of(ChatEventKind.ReplyExtras, extras),
            ChatEvent.Of(ChatEventKind.MessageExtras, extras),
            Room.Finish(FinishReason.Stop),
            Room.End,
        ], log);
        Assert.Equal(["choices[0].delta.x", "x"], log.Entries.Select(static entry => entry.Field));
    }
}
