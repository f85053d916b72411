using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class RequestReadTests
{
    [Fact]
    public void Sampling_and_limits_are_in_the_model()
    {
        var request = OpenAI.Read("""
            {"model":"m","messages":[],"max_tokens":5.0,"temperature":0,"top_k":3,"seed":9,"n":2,"stop":"x","reasoning_effort":"low","parallel_tool_calls":false,"user":"u","stream":true,"stream_options":{"include_usage":true}}
            """);
        Assert.Equal(5, request.MaxTokens);
        Assert.Equal((0d, 3, 9L, 2), (request.Sampling.Temperature, request.Sampling.TopK, request.Sampling.Seed, request.Sampling.Choices));
        Assert.Equal("x", Assert.Single(request.StopSequences).ToString());
        Assert.Equal("low", request.Reasoning!.Effort);
        Assert.False(request.ParallelToolCalls);
        Assert.Equal("u", request.User);
        Assert.True(request.Stream && request.StreamOptions.IncludeUsage);
    }

    [Fact]
    public void Null_members_are_absent()
    {
        var request = OpenAI.Read("""{"model":"m","messages":[{"role":"user","content":"a","name":null,"tool_calls":null}],"stop":null,"tools":null,"response_format":null,"max_tokens":null,"tool_choice":null}""");
        Assert.Null(request.Extras);
        Assert.Null(request.MaxTokens);
        Assert.Empty(request.Tools);
        Assert.Null(request.Messages[0].Extras);
    }

    [Fact]
    public void Thinking_switched_off_is_in_the_model() =>
        Assert.False(OpenAI.Read("""{"model":"m","messages":[],"thinking":{"type":"disabled"}}""").Reasoning!.Enabled);

    [Fact]
    public void Data_url_is_bytes_with_its_media_type()
    {
        var part = ReadPart("""{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,QUJD","detail":"high"}}""");
        Assert.Equal(("image/jpeg", "high"), (part.MediaType, part.Detail));
        Assert.Equal("QUJD", Assert.IsType<MediaSource.Base64>(part.Source).Data.ToString());
    }

    [Fact]
    public void Data_url_with_escaped_slashes_is_bytes_too()
    {
        var part = ReadPart("""{"type":"image_url","image_url":{"url":"data:image\/png;base64,QU\/D"}}""");
        Assert.Equal("image/png", part.MediaType);
        Assert.Equal("QU/D", Assert.IsType<MediaSource.Base64>(part.Source).Data.ToString());
    }

    [Fact]
    public void Sound_has_a_media_type() => Assert.Equal("audio/mpeg", ReadPart("""{"type":"input_audio","input_audio":{"data":"AA","format":"mp3"}}""").MediaType);

    [Fact]
    public void File_keeps_its_name_and_bytes()
    {
        var part = ReadPart("""{"type":"file","file":{"file_data":"data:application/pdf;base64,AA==","filename":"a.pdf"}}""");
        Assert.Equal((MediaKind.Document, "application/pdf", "a.pdf"), (part.Kind, part.MediaType, part.Name));
    }

    [Fact]
    public void Uploaded_file_belongs_to_the_dialect() =>
        Assert.Equal(new MediaSource.FileId("openai-chat", "file-1"), ReadPart("""{"type":"file","file":{"file_id":"file-1"}}""").Source);

    [Fact]
    public void Thoughts_stand_before_the_content_and_calls_behind_it()
    {
        var message = OpenAI.ReadMessage("""
            {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],"content":"b","reasoning_content":"a"}
            """);
        Assert.Collection(message.Parts,
            static part => Assert.Equal("a", Assert.IsType<ReasoningPart>(part).Text.ToString()),
            static part => Assert.Equal("b", Assert.IsType<TextPart>(part).Text.ToString()),
            static part => Assert.Equal("f", Assert.IsType<ToolCallPart>(part).Name));
    }

    [Fact]
    public void Older_function_result_answers_the_call_before_it()
    {
        var request = OpenAI.Read("""
            {"model":"m","messages":[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"},
            {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"2"}]}
            """);
        var ids = request.Messages.Select(static message => message.Parts[0] is ToolCallPart call ? call.Id : ((ToolResultPart)message.Parts[0]).ToolCallId).ToArray();
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(ids[2], ids[3]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Fact]
    public void Mistral_thinking_chunk_is_one_thought()
    {
        var message = OpenAI.ReadMessage("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"a\n"},{"type":"text","text":"b"}]}]}""");
        Assert.Equal("a\nb", Assert.IsType<ReasoningPart>(message.Parts[0]).Text.ToString());
    }

    [Fact]
    public void Cache_control_is_a_hint()
    {
        var message = OpenAI.ReadMessage("""{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}}]}""");
        Assert.Equal(new CacheHint("1h"), message.Parts[0].Cache);
    }

    [Theory]
    [InlineData("""{"model":"m","messages":{}}""", "messages")]
    [InlineData("""{"model":"m","messages":[3]}""", "messages[0]")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":5}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"wizard","content":"x"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":{}}]}]}""", "messages[0].content[0].text")]
    [InlineData("""{"model":"m","messages":[],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[],"temperature":1e999}""", "temperature")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":1e30}""", "max_tokens")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function"}]}""", "tools[0]")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"type":"function","function":null}]}""", "tools[0]")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":"sometimes"}""", "tool_choice")]
    [InlineData("""{"model":"m","messages":[],"response_format":"json"}""", "response_format")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[]}}}""", "tool_choice.allowed_tools.tools")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}}""", "tool_choice.allowed_tools.tools")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"zz","tools":[{"type":"function","function":{"name":"f"}}]}}}""", "tool_choice.allowed_tools.mode")]
    public void Wrong_type_names_its_place(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => OpenAI.Read(body)).Place);

    [Fact]
    public void Lone_surrogate_survives()
    {
        var written = OpenAI.Write(OpenAI.Read("""{"model":"m","messages":[{"role":"user","content":"a\ud800b"}]}"""));
        Assert.Contains("""a\ud800b""", written.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Escaped_member_names_are_read_as_what_they_say() =>
        Assert.Equal("Hi", ((TextPart)OpenAI.Read("""{"\u006dodel":"m","messages":[{"r\u006fle":"user","conten\u0074":"Hi"}]}""").Messages[0].Parts[0]).Text.ToString());

    [Fact]
    public void Deep_nesting_is_refused_not_followed() =>
        Assert.Throws<WireFormatException>(() => OpenAI.Read($$"""{"model":"m","messages":[],"x":{{new string('[', 5000)}}{{new string(']', 5000)}}}"""));

    private static MediaPart ReadPart(string part) => Assert.IsType<MediaPart>(OpenAI.ReadMessage($$"""{"role":"user","content":[{{part}}]}""").Parts[0]);
}
