using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>Requests of other dialects.</summary>
public sealed class RequestWritingTests
{
    [Fact]
    public void Leading_system_prompts_move_to_system_and_later_ones_into_a_user_message()
    {
        var written = Room.Write(Room.Foreign(
            new Message(Role.System, [new TextPart("S") { IsBare = true }]),
            new Message(Role.Developer, [new TextPart("D") { IsBare = true }]),
            Room.User("Hi"),
            new Message(Role.System, [new TextPart("Now in French.") { IsBare = true }])));
        Room.SameJson("""
            {"model":"claude-sonnet-4-5","max_tokens":100,"system":[{"type":"text","text":"S"},{"type":"text","text":"D"}],"messages":[
             {"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":"<system>"},{"type":"text","text":"Now in French."},{"type":"text","text":"</system>"}]}]}
            """, written.Text);
        Room.Logged(written.Log, ConversionCategory.Moved, "messages[3].role");
        Assert.Equal(ConversionVerdict.Adapted, written.Log.Verdict);
    }

    [Fact]
    public void Conversation_of_system_prompts_alone_still_has_a_message()
    {
        var written = Room.Write(Room.Foreign(new Message(Role.System, [new TextPart("Say hi.") { IsBare = true }])));
        Assert.Contains("""[{"role":"user","content":[{"type":"text","text":"<system>"},""", written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_one_turn_are_gathered_before_everything_else()
    {
        var written = Room.Write(Room.Foreign(
            Room.User("Go"),
            new Message(Role.Assistant, [new TextPart("Looking."), new ToolCallPart("call:1", "f", ToolArguments.FromText("{\"a\":1}")), new ToolCallPart("b", "g", ToolArguments.FromText(""))]),
            new Message(Role.Tool, [new ToolResultPart("call:1", [new TextPart("one") { IsBare = true }])]),
            Room.User("Hurry"),
            new Message(Role.Tool, [new ToolResultPart("b", [new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA")) { MediaType = "image/png" }]) { IsError = true }])));
        var id = ToolCallIds.Map("call:1", ToolCallIdRule.Word64);
        Room.SameJson($$"""
            {"model":"claude-sonnet-4-5","max_tokens":100,"messages":[
             {"role":"user","content":"Go"},
             {"role":"assistant","content":[{"type":"text","text":"Looking."},{"type":"tool_use","id":"{{id}}","name":"f","input":{"a":1} },{"type":"tool_use","id":"b","name":"g","input":{} }]},
             {"role":"user","content":[
               {"type":"tool_result","tool_use_id":"{{id}}","content":"one"},
               {"type":"tool_result","tool_use_id":"b","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"} }],"is_error":true},
               {"type":"text","text":"Hurry"}]}]}
            """, written.Text);
        Assert.Equal(ConversionVerdict.Exact, written.Log.Verdict);
    }

    [Fact]
    public void Turns_alternate_whatever_is_left_out_between_them()
    {
        var written = Room.Write(Room.Foreign(
            Room.User("A"),
            new Message(Role.Assistant, [new ReasoningPart("unsigned")]),
            Room.User("B"),
            new Message(Role.Assistant, [new TextPart("C")]),
            new Message(Role.Assistant, [new TextPart("D")])));
        Room.SameJson("""
            {"model":"claude-sonnet-4-5","max_tokens":100,"messages":[
             {"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},
             {"role":"assistant","content":[{"type":"text","text":"C"},{"type":"text","text":"D"}]}]}
            """, written.Text);
        Room.Logged(written.Log, ConversionCategory.Dropped, "messages[1].content[0].thinking");
    }

    [Fact]
    public void What_the_dialect_lacks_is_left_out_and_recorded()
    {
        var written = Room.Write(Room.Foreign(
            new Message(Role.User, [
                new TextPart(""),
                new MediaPart(MediaKind.Audio, new MediaSource.Base64("AAAA")) { MediaType = "audio/wav" },
                new MediaPart(MediaKind.Image, new MediaSource.FileId(DialectNames.OpenAIChat, "file-1")),
                new MediaPart(MediaKind.Image, new MediaSource.Url("https://x/y.png")) { Detail = "low" },
                new OpaquePart(DialectNames.Gemini, "executableCode", RawJson.Parse("{}"))])
            { Name = "Ann" },
            new Message(Role.Assistant, [
                new ReasoningPart("unsigned"),
                new ReasoningPart("signed elsewhere") { Signature = new PartSignature(DialectNames.Gemini, "s") },
                new RefusalPart("No.")])));
        Room.SameJson("""
            {"model":"claude-sonnet-4-5","max_tokens":100,"messages":[
             {"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x/y.png"}}]},
             {"role":"assistant","content":[{"type":"text","text":"No."}]}]}
            """, written.Text);
        Assert.Equal(
            ["messages[0].name", "messages[0].content[1]", "messages[0].content[2]", "messages[0].content[3].detail", "messages[0].content[4]",
                "messages[1].content[0].thinking", "messages[1].content[1].thinking", "messages[1].content[2].refusal"],
            written.Log.Entries.Select(static entry => entry.Field));
    }

    [Fact]
    public void Thought_that_the_dialect_signed_returns_even_from_a_foreign_conversation()
    {
        var thought = new ReasoningPart("hm") { Signature = new PartSignature(DialectNames.AnthropicMessages, "c2ln") };
        var written = Room.Write(Room.Foreign(Room.User("Hi"), new Message(Role.Assistant, [thought, new TextPart("Yes")])));
        Assert.Contains("""{"type":"thinking","thinking":"hm","signature":"c2ln"}""", written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Thought_that_nobody_signed_goes_only_where_signatures_are_not_verified()
    {
        var request = Room.Read("""{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"x"}]}]}""");
        var strict = Room.Write(request);
        Assert.DoesNotContain("thinking", strict.Text, StringComparison.Ordinal);
        Room.Logged(strict.Log, ConversionCategory.Dropped, "messages[0].content[0].thinking");
        var lenient = Room.Write(request, new WireProfile { Reasoning = ReasoningMember.ReasoningContent });
        Assert.Contains("""{"type":"thinking","thinking":"hm","signature":""}""", lenient.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Documents_are_written_by_what_they_are()
    {
        var written = Room.Write(Room.Foreign(new Message(Role.User, [
            new MediaPart(MediaKind.Document, new MediaSource.Base64("JVBE")) { MediaType = "application/pdf", Name = "a.pdf" },
            new MediaPart(MediaKind.Document, new MediaSource.Base64("R3LDvMOfZQ==")) { MediaType = "text/markdown" },
            new MediaPart(MediaKind.Document, new MediaSource.Base64("AAAA")) { MediaType = "application/vnd.ms-excel" },
            new MediaPart(MediaKind.Image, new MediaSource.Base64("/9j/4AAQ"))])));
        Room.SameJson("""
            [{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"a.pdf"},
             {"type":"document","source":{"type":"text","media_type":"text/plain","data":"Grüße"}},
             {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"/9j/4AAQ"}}]
            """, ContentOf(written.Text));
        Room.Logged(written.Log, ConversionCategory.Dropped, "messages[0].content[2]");
    }

    [Fact]
    public void Sampling_is_clamped_dropped_and_recorded()
    {
        var written = Room.Write(Room.Foreign(Room.User("Hi")) with
        {
            MaxTokens = null,
            Sampling = new Sampling { Temperature = 1.7, TopP = 0.5, TopK = 3, MinP = 0.1, FrequencyPenalty = 1, PresencePenalty = 0, Seed = 7, Choices = 2, Logprobs = true, LogitBias = RawJson.Parse("{\"1\":2}") },
            StopSequences = ["END", "\n"],
            User = "u",
            Metadata = RawJson.Parse("{\"a\":\"b\"}"),
            ServiceTier = "flex",
        });
        Room.SameJson("""
            {"model":"claude-sonnet-4-5","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"temperature":1,"top_p":0.5,"top_k":3,"stop_sequences":["END"],"metadata":{"user_id":"u"}}
            """, written.Text);
        Room.Logged(written.Log, ConversionCategory.Emulated, "max_tokens");
        Room.Logged(written.Log, ConversionCategory.Clamped, "temperature");
        Assert.Equal(
            ["frequency_penalty", "logit_bias", "logprobs", "metadata", "min_p", "n", "seed", "service_tier", "stop"],
            written.Log.Entries.Where(static entry => entry.Category == ConversionCategory.Dropped).Select(static entry => entry.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Extras_of_another_dialect_stay_behind_and_are_recorded()
    {
        var extras = new Extras(DialectNames.OpenAIChat);
        extras.Add("store", RawJson.Parse("true"));
        var written = Room.Write(Room.Foreign(Room.User("Hi")) with { Extras = extras });
        Assert.DoesNotContain("store", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Dropped, "store");
    }

    [Fact]
    public void Upstream_that_rejects_unknown_members_gets_none()
    {
        var written = Room.Write(Room.Read("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x","y":1}],"container":"c"}"""), new WireProfile { RejectsUnknownMembers = true });
        Room.SameJson("""{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", written.Text);
        Assert.Equal(["messages[0].y", "container"], written.Log.Entries.Select(static entry => entry.Field));
    }

    [Fact]
    public void Same_request_gives_the_same_bytes()
    {
        var request = Room.Foreign(Room.User("Hi"), new Message(Role.Assistant, [new ToolCallPart("x y", "f", ToolArguments.FromText("{}"))]));
        Assert.Equal(Room.Write(request).Text, Room.Write(request).Text);
    }

    private static string ContentOf(string body)
    {
        using var document = System.Text.Json.JsonDocument.Parse(body);
        return document.RootElement.GetProperty("messages")[0].GetProperty("content").GetRawText();
    }
}
