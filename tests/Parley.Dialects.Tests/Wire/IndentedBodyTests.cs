using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Wire;

/// <summary>A provider's indented body, played as a stream: the raw slices of it must not cut the events.</summary>
public sealed class IndentedBodyTests
{
    private const string Body = """
        {
          "id": "r", "object": "chat.completion", "created": 1, "model": "m",
          "choices": [ { "index": 0, "finish_reason": "tool_calls", "delta": { "role": "assistant" },
            "logprobs": { "content": [
              { "token": "a", "logprob": -1, "bytes": [ 97 ], "top_logprobs": [] } ] },
            "filter": {
              "hate": false },
            "message": { "role": "assistant", "content": "a", "seen": [
                1 ],
              "tool_calls": [ { "id": "c", "type": "function", "function": { "name": "f", "arguments": "{\n  \"a\": 1\n}" } } ] } } ],
          "usage": { "prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2, "cost": {
              "usd": 1 } },
          "node": [
            "x" ]
        }
        """;

    public static TheoryData<string> Dialects() => new(KnownDialects.All.Select(static dialect => dialect.Name));

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Indented_reply_streams_in_whole_events(string name)
    {
        var source = KnownDialects.Find(DialectNames.OpenAIChat)!.Chat.ReadReply(CodecProof.Reply(Body), WireProfile.Default);
        var target = KnownDialects.Find(name)!.Chat;
        var stream = CodecProof.EncodeBytes(target, [.. ReplyEvents.Of(source), ChatEvent.Of(ChatEventKind.End)]);
        var framing = name switch
        {
            DialectNames.Ollama => StreamFraming.NewlineDelimitedJson,
            DialectNames.BedrockConverse => StreamFraming.AmazonEventStream,
            _ => StreamFraming.ServerSentEvents,
        };
        Assert.Equal(Gist.Of(source), Gist.Of(StreamFold.EveryCut(target, stream, framing).Whole));
    }

    [Fact]
    public void Chunk_has_one_delta_though_the_reply_had_one_beside_its_message()
    {
        var codec = KnownDialects.Find(DialectNames.OpenAIChat)!.Chat;
        var stream = CodecProof.Encode(codec, [.. ReplyEvents.Of(codec.ReadReply(CodecProof.Reply(Body), WireProfile.Default)), ChatEvent.Of(ChatEventKind.End)]);
        Assert.All(Frames.Read(stream, StreamFraming.ServerSentEvents), static frame => Assert.True(frame.Data.Split("\"delta\":").Length <= 2, frame.Data));
    }
}
