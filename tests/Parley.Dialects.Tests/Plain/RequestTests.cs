using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Plain.PlainWire;

namespace Parley.Dialects.Tests.Plain;

public sealed class RequestTests
{
    private const string Everything = """
        {
          "model": "m",
          "messages": [
            { "role": "system", "content": "Be brief." },
            { "role": "user", "name": "ann", "content": [
              { "type": "text", "text": "Look:", "cache": { "ttl": "1h" } },
              { "type": "image", "url": "https://example.com/a.png", "detail": "low" },
              { "type": "audio", "base64": "QUJD", "media_type": "audio/wav" },
              { "type": "video", "file": { "dialect": "gemini", "id": "files/1" } },
              { "type": "document", "text": "plain", "name": "a.txt", "cite": true } ] },
            { "role": "assistant", "content": [
              { "type": "reasoning", "text": "hm", "signature": { "dialect": "anthropic-messages", "value": "c2ln" } },
              { "type": "text", "text": "Sure", "citations": [ { "url": "https://example.com", "title": "t", "text": "s", "start": 0, "end": 4 } ] },
              { "type": "tool_call", "id": "c1", "name": "f", "arguments": { "a": 1 } },
              { "type": "tool_call", "id": "c2", "name": "sql", "input": "select 1" },
              { "type": "refusal", "text": "no" },
              { "type": "opaque", "dialect": "anthropic-messages", "kind": "server_tool_use", "json": { "type": "server_tool_use" } } ] },
            { "role": "tool", "content": [ { "type": "tool_result", "tool_call_id": "c1", "content": "ok", "is_error": false } ] }
          ],
          "stream": true, "max_tokens": 9, "temperature": 0.5, "top_p": 1, "top_k": 3, "min_p": 0, "frequency_penalty": 1, "presence_penalty": -1, "repetition_penalty": 1,
          "seed": 7, "logit_bias": { "1": 2 }, "logprobs": true, "top_logprobs": 2, "n": 1, "stop": [ "END" ],
          "tools": [
            { "name": "f", "description": "d", "parameters": { "type": "object" }, "strict": true },
            { "name": "sql", "custom": true, "grammar": { "syntax": "lark", "definition": "start: /.*/" } },
            { "name": "search", "dialect": "openai-responses", "native": { "type": "web_search" } } ],
          "tool_choice": { "mode": "named", "names": [ "f" ] }, "parallel_tool_calls": false,
          "response_format": { "type": "json_schema", "name": "x", "schema": { "type": "object" }, "strict": true },
          "reasoning": { "effort": "low", "include_thoughts": true },
          "user": "u", "metadata": { "k": "v" }, "service_tier": "flex", "headers": { "anthropic-beta": "b" },
          "unknown": [ 1 ]
        }
        """;

    [Fact]
    public void Request_with_everything_is_written_as_it_was()
    {
        var written = CodecProof.RequestIdentity(Codec, Request(Everything));
        Assert.Equal("conversation", written.Path);
        Assert.Empty(written.Log.Entries);
    }

    [Fact]
    public void Short_form_says_the_same_as_the_long_one()
    {
        var request = Read("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stop":"END","tool_choice":"required"}""");
        Assert.Equal("Hi", Assert.IsType<TextPart>(Assert.Single(Assert.Single(request.Messages).Parts)).Text.ToString());
        Assert.Equal("END", Assert.Single(request.StopSequences).ToString());
        Assert.Equal(ToolChoiceMode.Required, request.ToolChoice!.Mode);
        Assert.Equal(DialectNames.Parley, request.Dialect);
    }

    [Fact]
    public void Data_url_is_read_as_the_bytes_that_it_holds()
    {
        var media = Assert.IsType<MediaPart>(Assert.Single(ReadMessage("""{"role":"user","content":[{"type":"image","url":"data:image/png;base64,QUJD"}]}""").Parts));
        Assert.Equal(("image/png", "QUJD"), (media.MediaType, Assert.IsType<MediaSource.Base64>(media.Source).Data.ToString()));
    }

    [Fact]
    public void Type_may_stand_behind_the_other_members() =>
        Assert.Equal("Hi", Assert.IsType<TextPart>(Assert.Single(ReadMessage("""{"content":[{"text":"Hi","type":"text"}],"role":"user"}""").Parts)).Text.ToString());

    [Fact]
    public void Custom_tool_can_be_offered_anywhere_as_a_function()
    {
        var tool = Assert.Single(Read("""{"model":"m","messages":[],"tools":[{"name":"sql","description":"d","custom":true}]}""").Tools);
        Assert.True(tool.CanBeOfferedIn(DialectNames.AnthropicMessages));
        Assert.Equal("sql", Assert.Single(tool.AsFunctions).Name);
    }

    [Fact]
    public void Extras_of_another_dialect_are_written_by_it_again()
    {
        var request = Read("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"extras":{"dialect":"openai-chat","members":{"web_search_options":{}}}}""");
        var written = CodecProof.WriteRequest(KnownDialects.Find(DialectNames.OpenAIChat)!.Chat, request);
        Assert.Contains("\"web_search_options\":{}", written.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":null}""", "messages")]
    [InlineData("""{"model":"m","messages":[{"content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"boss","content":"Hi"}]}""", "messages[0].role")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":7}]}""", "messages[0].content")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"text":"Hi"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"sound"}]}]}""", "messages[0].content[0].type")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image"}]}]}""", "messages[0].content[0].url, base64, file or text")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":[{"type":"image","url":"https://a","base64":"QQ=="}]}]}""", "messages[0].content[0].base64")]
    [InlineData("""{"model":"m","messages":[{"role":"assistant","content":[{"type":"tool_call","name":"f"}]}]}""", "messages[0].content[0].id")]
    [InlineData("""{"model":"m","messages":[],"tools":[{"description":"d"}]}""", "tools[0].name")]
    [InlineData("""{"model":"m","messages":[],"tool_choice":"always"}""", "tool_choice")]
    [InlineData("""{"model":"m","messages":[],"response_format":{"type":"yaml"}}""", "response_format.type")]
    [InlineData("""{"model":"m","messages":[],"temperature":"hot"}""", "temperature")]
    [InlineData("""{"model":"m","messages":[],"headers":{"authorization":"x"}}""", "headers.authorization")]
    [InlineData("""{"model":"m","messages":[],"headers":{"anthropic-beta":"a\r\nhost: b"}}""", "headers.anthropic-beta")]
    [InlineData("""{"model":"m","messages":[],"extras":{"members":{}}}""", "extras.dialect")]
    [InlineData("""{"model":"m","messages":[],"extras":{"dialect":"openai-chat","members":{"model":"other"}}}""", "extras.members.model")]
    [InlineData("""{"model":"m","messages":[],"extras":{"dialect":"gemini","members":{"generationConfig.maxOutputTokens":9}}}""", "extras.members.generationConfig.maxOutputTokens")]
    [InlineData("""{"model":"m","messages":[],"extras":{"dialect":"openai-chat","members":{"tools":[{"type":"web_search"}]}}}""", "extras.members.tools")]
    [InlineData("""{"model":"m","messages":[],"extras":{"dialect":"openai-chat"},"temprature":1}""", "temprature")]
    public void Request_that_cannot_be_read_names_the_place(string body, string place) =>
        Assert.Equal(place, Assert.Throws<WireFormatException>(() => Read(body)).Place);
}
