using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class FaultTests
{
    [Theory]
    [InlineData(400, "invalid_request_error", "max_tokens: required", FaultKind.InvalidRequest)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 3 tokens > 2 maximum", FaultKind.ContextLength)]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 2", FaultKind.ContextLength)]
    [InlineData(400, "invalid_request_error", "Output blocked by content filtering policy", FaultKind.ContentPolicy)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", FaultKind.Payment)]
    [InlineData(401, "authentication_error", "invalid x-api-key", FaultKind.Authentication)]
    [InlineData(402, "billing_error", "pay", FaultKind.Payment)]
    [InlineData(403, "permission_error", "no", FaultKind.Permission)]
    [InlineData(404, "not_found_error", "model: x", FaultKind.NotFound)]
    [InlineData(413, "request_too_large", "big", FaultKind.TooLarge)]
    [InlineData(429, "rate_limit_error", "slow", FaultKind.RateLimit)]
    [InlineData(500, "api_error", "oops", FaultKind.Upstream)]
    [InlineData(504, "timeout_error", "late", FaultKind.FirstEventTimeout)]
    [InlineData(529, "overloaded_error", "full", FaultKind.Overloaded)]
    public void Error_of_the_dialect_is_understood_and_written_as_it_was(int status, string type, string message, FaultKind kind)
    {
        var fault = Read(status, $$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}","details":{"a":1} },"request_id":"req_1"}""");
        Assert.Equal((kind, status, type, FaultSource.Provider), (fault.Kind, fault.Status, fault.NativeType, fault.Source));
        var (written, body, headers) = Write(fault with { Code = null });
        Assert.Equal(status, written);
        Room.SameJson($$"""{"type":"error","error":{"type":"{{type}}","message":"{{message}}","source":"provider","details":{"a":1} },"request_id":"req_1"}""", body);
        Assert.Contains(new("request-id", "req_1"), headers);
    }

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>", FaultKind.Upstream, 502)]
    [InlineData(200, "<html>Login</html>", FaultKind.MalformedReply, 502)]
    [InlineData(200, "", FaultKind.MalformedReply, 502)]
    [InlineData(200, """{"type":"error","error":{"type":"overloaded_error","message":"x"}}""", FaultKind.Overloaded, 529)]
    [InlineData(429, """{"message":"Too many requests"}""", FaultKind.RateLimit, 429)]
    [InlineData(400, """{"error":"plain"}""", FaultKind.InvalidRequest, 400)]
    [InlineData(500, "{\"error\":{\"message\":", FaultKind.Upstream, 500)]
    public void Error_of_any_shape_is_a_fault(int status, string body, FaultKind kind, int expected)
    {
        var fault = Read(status, body);
        Assert.Equal((kind, expected), (fault.Kind, fault.Status));
        Assert.NotEmpty(fault.Message);
    }

    [Theory]
    [InlineData("""{"type":"message","content":[]}""", false)]
    [InlineData("""{"type":"error","error":{}}""", true)]
    [InlineData("""{"error":{"message":"x"}}""", true)]
    [InlineData(" \n<html>", true)]
    [InlineData("  ", true)]
    public void Success_that_is_none_is_noticed(string body, bool isFault) => Assert.Equal(isFault, Room.Codec.IsFault(new WireReply(200, WireHeaders.None, Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void Headers_say_how_long_to_wait_and_whom_to_ask()
    {
        var reply = new WireReply(429, new WireHeaders(new("Retry-After", "2.5"), new("request-id", "req_h")), "{}"u8.ToArray());
        var fault = Room.Codec.ReadFault(reply);
        Assert.Equal(TimeSpan.FromSeconds(2.5), fault.RetryAfter);
        Assert.Equal("req_h", fault.RequestId);
        Assert.Contains(new("retry-after", "3"), Write(fault).Headers);
        Assert.Equal(TimeSpan.FromMilliseconds(1700), Room.Codec.ReadFault(reply with { Headers = new WireHeaders(new("retry-after-ms", "1700"), new("retry-after", "2")) }).RetryAfter);
        Assert.Null(Room.Codec.ReadFault(reply with { Headers = new WireHeaders(new KeyValuePair<string, string>("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")) }).RetryAfter);
    }

    [Theory]
    [InlineData(FaultKind.InvalidRequest, 400, "invalid_request_error")]
    [InlineData(FaultKind.Authentication, 401, "authentication_error")]
    [InlineData(FaultKind.Payment, 402, "billing_error")]
    [InlineData(FaultKind.Permission, 403, "permission_error")]
    [InlineData(FaultKind.NotFound, 404, "not_found_error")]
    [InlineData(FaultKind.MethodNotAllowed, 405, "invalid_request_error")]
    [InlineData(FaultKind.RequestTimeout, 408, "timeout_error")]
    [InlineData(FaultKind.Conflict, 409, "invalid_request_error")]
    [InlineData(FaultKind.TooLarge, 413, "request_too_large")]
    [InlineData(FaultKind.ContextLength, 400, "invalid_request_error")]
    [InlineData(FaultKind.ContentPolicy, 400, "invalid_request_error")]
    [InlineData(FaultKind.RateLimit, 429, "rate_limit_error")]
    [InlineData(FaultKind.Quota, 429, "rate_limit_error")]
    [InlineData(FaultKind.Upstream, 500, "api_error")]
    [InlineData(FaultKind.Overloaded, 529, "overloaded_error")]
    [InlineData(FaultKind.MalformedReply, 502, "api_error")]
    [InlineData(FaultKind.Connect, 502, "api_error")]
    [InlineData(FaultKind.ConnectTimeout, 504, "timeout_error")]
    [InlineData(FaultKind.FirstEventTimeout, 504, "timeout_error")]
    [InlineData(FaultKind.IdleTimeout, 504, "timeout_error")]
    [InlineData(FaultKind.TotalTimeout, 504, "timeout_error")]
    [InlineData(FaultKind.Cancelled, 499, "invalid_request_error")]
    [InlineData(FaultKind.GatewayBusy, 503, "overloaded_error")]
    [InlineData(FaultKind.NoTarget, 503, "api_error")]
    [InlineData(FaultKind.Unsupported, 400, "invalid_request_error")]
    [InlineData(FaultKind.Internal, 500, "api_error")]
    public void Every_fault_has_a_status_and_a_type(FaultKind kind, int status, string type)
    {
        var written = Write(new Fault(kind, "m") { Code = "c", Param = "p" });
        Assert.Equal(status, written.Status);
        Room.SameJson($$"""{"type":"error","error":{"type":"{{type}}","message":"m","source":"gateway","code":"c","param":"p"},"request_id":null}""", written.Body);
    }

    [Fact]
    public void Fault_of_another_dialect_keeps_its_kind_not_its_words()
    {
        var written = Write(new Fault(FaultKind.Authentication, "API key not valid") { Source = FaultSource.Provider, Status = 400, NativeType = "INVALID_ARGUMENT", Dialect = DialectNames.Gemini });
        Assert.Equal(401, written.Status);
        Assert.Contains("\"type\":\"authentication_error\"", written.Body, StringComparison.Ordinal);
    }

    private static Fault Read(int status, string body) => Room.Codec.ReadFault(new WireReply(status, WireHeaders.None, Encoding.UTF8.GetBytes(body)));

    private static (int Status, string Body, List<KeyValuePair<string, string>> Headers) Write(Fault fault)
    {
        var body = new ArrayBufferWriter<byte>();
        var output = new WireReplyWriter(body);
        Room.Codec.WriteFault(fault, output);
        return (output.Status, Encoding.UTF8.GetString(body.WrittenSpan), output.Headers);
    }
}
