using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class FaultTests
{
    [Theory]
    [InlineData(400, "json: cannot unmarshal", FaultKind.InvalidRequest)]
    [InlineData(400, "registry.ollama.ai/library/llama3 does not support tools", FaultKind.InvalidRequest)]
    [InlineData(400, "the input length exceeds the context length", FaultKind.ContextLength)]
    [InlineData(401, "unauthorized", FaultKind.Authentication)]
    [InlineData(402, "payment required", FaultKind.Payment)]
    [InlineData(403, "no", FaultKind.Permission)]
    [InlineData(404, "model \"x\" not found, try pulling it first", FaultKind.NotFound)]
    [InlineData(405, "405 method not allowed", FaultKind.MethodNotAllowed)]
    [InlineData(429, "slow down", FaultKind.RateLimit)]
    [InlineData(429, "you have reached your hourly usage limit", FaultKind.Quota)]
    [InlineData(500, "model requires more system memory", FaultKind.Upstream)]
    [InlineData(503, "server busy, please try again.  maximum pending requests exceeded", FaultKind.Overloaded)]
    public void An_error_keeps_status_and_words(int status, string message, FaultKind kind)
    {
        var fault = Chat.ReadFault(Reply($"{{\"error\":{System.Text.Json.JsonSerializer.Serialize(message)}}}", status));
        Assert.Equal((kind, status, message, FaultSource.Provider), (fault.Kind, fault.Status, fault.Message, fault.Source));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<html><body>Bad gateway</body></html>")]
    [InlineData("[]")]
    [InlineData("""{"error":"boom"}""")]
    [InlineData("""{"error":{"message":"boom"}}""")]
    public void Under_200_these_bodies_are_faults(string body) => Assert.True(Chat.IsFault(Reply(body)));

    [Theory]
    [InlineData("""{"model":"m","message":{"content":"the \"error\" is here"},"done":true}""")]
    [InlineData("""{"model":"m","message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":{"error":1}}}]},"done":true}""")]
    [InlineData("""{"model":"m","error":null,"message":{"content":""},"done":true}""")]
    [InlineData("\n {\"done\":true}")]
    public void Under_200_these_bodies_are_answers(string body) => Assert.False(Chat.IsFault(Reply(body)));

    [Theory]
    [InlineData("<html>", 200, FaultKind.MalformedReply, 502)]
    [InlineData("", 200, FaultKind.MalformedReply, 502)]
    [InlineData("<html>", 502, FaultKind.Upstream, 502)]
    [InlineData("not json", 401, FaultKind.Authentication, 401)]
    [InlineData("""{"error":"boom"}""", 200, FaultKind.Upstream, 500)]
    [InlineData("""{"error":{"message":"boom"}}""", 500, FaultKind.Upstream, 500)]
    public void Any_body_becomes_a_fault(string body, int status, FaultKind kind, int written)
    {
        var fault = Chat.ReadFault(Reply(body, status));
        Assert.Equal((kind, written), (fault.Kind, fault.Status));
        Assert.DoesNotContain("html", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retry-after", "7", 7.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT", null)]
    [InlineData("retry-after", "-1", null)]
    public void Retry_after_is_read_when_it_is_relative(string name, string value, double? seconds) =>
        Assert.Equal(seconds, Chat.ReadFault(Reply("""{"error":"x"}""", 429, new KeyValuePair<string, string>(name, value))).RetryAfter?.TotalSeconds);

    [Fact]
    public void Members_beside_the_error_survive_and_ours_stand_beside_them()
    {
        var fault = Chat.ReadFault(Reply("""{"error":"unauthorized","signin_url":"https://ollama.com/connect","source":"elsewhere"}""", 401)) with { RequestId = "req-1", RetryAfter = TimeSpan.FromSeconds(1.2) };
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireReplyWriter(output);
        Chat.WriteFault(fault, writer);
        AssertSame("""{"error":"unauthorized","source":"provider","request_id":"req-1","signin_url":"https://ollama.com/connect"}""", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal((401, "application/json"), (writer.Status, writer.ContentType));
        Assert.Equal([new("retry-after", "2"), new("x-request-id", "req-1")], writer.Headers);
    }

    [Fact]
    public void Every_kind_of_the_gateway_is_written_with_its_status()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var output = new ArrayBufferWriter<byte>();
            var writer = new WireReplyWriter(output);
            Generate.WriteFault(new Fault(kind, "because \"of\" it"), writer);
            Assert.Equal(FaultStatus.Of(kind), writer.Status);
            AssertSame("""{"error":"because \"of\" it","source":"gateway"}""", Encoding.UTF8.GetString(output.WrittenSpan));
        }
    }
}
