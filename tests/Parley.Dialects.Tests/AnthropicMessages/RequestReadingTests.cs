using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class RequestReadingTests
{
    [Fact]
    public void Negative_sampling_says_nothing()
    {
        var request = Room.Read("""{"model":"m","max_tokens":1,"top_p":-1,"top_k":-1,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Null(request.Sampling.TopP);
        Assert.Null(request.Sampling.TopK);
    }

    [Fact]
    public void Tool_results_become_messages_of_their_own()
    {
        var request = Room.Read("""
            {"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"1"}],"is_error":true},{"type":"text","text":"go"}]}],"model":"m","max_tokens":1}
            """);
        Assert.Equal([Role.Tool, Role.User], request.Messages.Select(static message => message.Role));
        var result = Assert.IsType<ToolResultPart>(Assert.Single(request.Messages[0].Parts));
        Assert.Equal("a", result.ToolCallId);
        Assert.True(result.IsError);
        Assert.True(request.Messages[1].Continues);
    }

    [Fact]
    public void System_stands_first_wherever_it_was_written()
    {
        var request = Room.Read("""{"messages":[{"role":"user","content":"Hi"}],"system":"S","model":"m"}""");
        Assert.Equal([Role.System, Role.User], request.Messages.Select(static message => message.Role));
        Assert.True(Assert.IsType<TextPart>(request.Messages[0].Parts[0]).IsBare);
    }

    [Fact]
    public void Options_are_read_into_the_members_that_dialects_share()
    {
        var request = Room.Read("""
            {"model":"m","max_tokens":5.0,"stream":true,"temperature":0.5,"top_p":1,"top_k":4,"stop_sequences":["a","b"],"metadata":{"user_id":"u"},"service_tier":"auto",
             "thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object"}}},
             "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},"messages":[]}
            """);
        Assert.Equal(5, request.MaxTokens);
        Assert.True(request.Stream);
        Assert.Equal(new Sampling { Temperature = 0.5, TopP = 1, TopK = 4 }, request.Sampling);
        Assert.Equal(["a", "b"], request.StopSequences.Select(static text => text.ToString()));
        Assert.Equal("u", request.User);
        Assert.Equal("auto", request.ServiceTier);
        Assert.Equal(new ReasoningOptions { Enabled = true, BudgetTokens = -1, Effort = "high", IncludeThoughts = false }, request.Reasoning);
        Assert.Equal(ResponseFormatKind.JsonSchema, request.ResponseFormat!.Kind);
        Assert.Equal(ToolChoiceMode.Named, request.ToolChoice!.Mode);
        Assert.Equal(["f"], request.ToolChoice.Names);
        Assert.False(request.ParallelToolCalls);
        Assert.Null(request.Extras);
    }

    [Fact]
    public void Null_is_the_same_as_absent()
    {
        var request = Room.Read("""{"model":"m","system":null,"max_tokens":null,"stream":null,"tools":null,"tool_choice":null,"thinking":null,"metadata":null,"temperature":null,"output_config":null,"messages":[]}""");
        Assert.Empty(request.Messages);
        Assert.Null(request.MaxTokens);
        Assert.Null(request.Reasoning);
        Assert.Null(request.ToolChoice);
        Assert.Null(request.Extras);
    }

    [Fact]
    public void Content_document_shows_its_text_to_other_dialects()
    {
        var request = Room.Read("""{"model":"m","messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]}]}""");
        var part = Assert.IsType<MediaPart>(request.Messages[0].Parts[0]);
        Assert.Equal("a\nb", Assert.IsType<MediaSource.PlainText>(part.Source).Text.ToString());
    }

    [Fact]
    public void Native_tool_keeps_its_whole_declaration()
    {
        var tool = Assert.Single(Room.Read("""{"model":"m","tools":[{"max_uses":2,"name":"web_search","type":"web_search_20250305"}],"messages":[]}""").Tools);
        Assert.Equal("web_search", tool.Name);
        Assert.Equal("""{"max_uses":2,"name":"web_search","type":"web_search_20250305"}""", tool.Native.ToString());
    }

    [Theory]
    [InlineData("""{"model":5,"messages":[]}""", "model")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":{}}""", "messages")]
    [InlineData("""{"model":"m","messages":[{"role":"robot","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user"}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":7}]}]}""", "messages[0].content[1].text")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"a"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"tool_result","content":"x"}]}]}""", "messages[0].content[0].tool_use_id")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","content":[{"type":"tool_use","name":"f","input":{}}]}]}""", "messages[0].content[0].id")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"input_schema":{}}]}""", "tools[0].name")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":1e30}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[],"thinking":{"type":"sometimes"}}""", "thinking.type")]
    [InlineData("""{"model":"m","messages":[],"output_format":{"type":"xml"}}""", "output_format.type")]
    public void Wrong_member_is_named(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Room.Read(body)).Place);

    [Fact]
    public void Broken_json_is_placed_by_line_and_byte() =>
        Assert.StartsWith("line 2, byte ", Assert.Throws<WireFormatException>(() => Room.Read("{\"model\":\n oops}")).Place, StringComparison.Ordinal);

    [Fact]
    public void Nesting_beyond_the_limit_is_a_fault_of_the_caller()
    {
        var deep = new string('[', 500) + new string(']', 500);
        Assert.Throws<WireFormatException>(() => Room.Read($$"""{"model":"m","messages":[],"x":{{deep}}}"""));
    }

    [Fact]
    public void Lone_surrogates_and_escaped_names_survive()
    {
        var request = Room.Read("""{"mod\u0065l":"m","messages":[{"role":"user","content":"a\ud83d"}]}""");
        Assert.Equal("m", request.Model);
        Assert.Contains("""{"role":"user","content":"a\ud83d"}""", Room.Write(request).Text, StringComparison.Ordinal);
    }
}
