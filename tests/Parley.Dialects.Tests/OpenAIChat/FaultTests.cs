using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class FaultTests
{
    [Theory]
    [InlineData(401, """{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", FaultKind.Authentication)]
    [InlineData(404, """{"error":{"code":"DeploymentNotFound","message":"m"}}""", FaultKind.NotFound)]
    [InlineData(400, """{"error":{"message":"m","code":"context_length_exceeded"}}""", FaultKind.ContextLength)]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 10 tokens.","code":"invalid_request_error"}}""", FaultKind.ContextLength)]
    [InlineData(400, """{"error":{"message":"m","code":"content_filter","param":"prompt"}}""", FaultKind.ContentPolicy)]
    [InlineData(200, """{"error":{"message":"m","type":null,"code":"content_filter"}}""", FaultKind.ContentPolicy)]
    [InlineData(200, """{"choices":[{"error":{"message":"m","code":502}}]}""", FaultKind.Upstream)]
    [InlineData(429, """{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}""", FaultKind.Quota)]
    [InlineData(429, """{"error":{"message":"m","code":429,"metadata":{}},"user_id":"u"}""", FaultKind.RateLimit)]
    [InlineData(402, """{"error":{"message":"m"}}""", FaultKind.Payment)]
    [InlineData(403, """{"error":{"message":"m","code":"content_filter"}}""", FaultKind.Permission)]
    [InlineData(422, """{"detail":[{"loc":["body"],"msg":"m"}]}""", FaultKind.InvalidRequest)]
    [InlineData(401, """{"detail":"m"}""", FaultKind.Authentication)]
    [InlineData(400, """{"object":"error","message":"m","type":"invalid_request_invalid_args","code":"3051","raw_status_code":400}""", FaultKind.InvalidRequest)]
    [InlineData(404, """{"code":"not found","error":"m"}""", FaultKind.NotFound)]
    [InlineData(400, """[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]""", FaultKind.InvalidRequest)]
    [InlineData(413, """{"error":{"message":"m","type":"invalid_request_error"}}""", FaultKind.TooLarge)]
    [InlineData(413, """{"error":{"message":"m","code":"context_length_exceeded"}}""", FaultKind.ContextLength)]
    [InlineData(503, "", FaultKind.Overloaded)]
    [InlineData(500, "<html>", FaultKind.Upstream)]
    [InlineData(200, "<html>", FaultKind.MalformedReply)]
    [InlineData(200, "", FaultKind.MalformedReply)]
    [InlineData(418, "{broken", FaultKind.InvalidRequest)]
    public void Error_body_and_status_give_the_kind(int status, string body, FaultKind kind)
    {
        var fault = Read(status, body);
        Assert.Equal((kind, FaultSource.Provider), (fault.Kind, fault.Source));
        if (status >= 400)
            Assert.Equal(status, fault.Status);
    }

    [Theory]
    [InlineData("retry-after", "2", 2000)]
    [InlineData("retry-after-ms", "150", 150)]
    public void Wait_is_read_from_the_headers(string name, string value, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read(429, "{}", new WireHeaders(new KeyValuePair<string, string>(name, value), new("x-request-id", "q"))).RetryAfter);

    [Theory]
    [InlineData("Fri, 20 Nov 2026 14:01:30 GMT", 90)]
    [InlineData("Fri, 20 Nov 2026 13:00:00 GMT", 0)]
    public void Date_to_wait_for_is_measured_from_the_answers_own(string until, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(429, "{}", new WireHeaders(new KeyValuePair<string, string>("retry-after", until), new("date", "Fri, 20 Nov 2026 14:00:00 GMT"))).RetryAfter);

    [Fact]
    public void Date_to_wait_for_is_not_guessed() =>
        Assert.Null(Read(429, "{}", new WireHeaders(new KeyValuePair<string, string>("retry-after", "Fri, 20 Nov 2026 14:00:00 GMT"))).RetryAfter);

    [Fact]
    public void Providers_error_comes_back_as_it_was_with_its_source()
    {
        var fault = Read(400, """{"error":{"message":"m","type":"t","param":"p","code":"tool_use_failed","failed_generation":"<x>"}}""");
        var (body, writer) = Write(fault with { RequestId = "q", RetryAfter = TimeSpan.FromMilliseconds(1200) });
        OpenAI.Same("""{"error":{"message":"m","type":"t","param":"p","code":"tool_use_failed","source":"provider","request_id":"q","failed_generation":"<x>"}}""", body);
        Assert.Equal(400, writer.Status);
        Assert.Equal(["x-request-id=q", "retry-after=2", "retry-after-ms=1200"], writer.Headers.Select(static header => $"{header.Key}={header.Value}"));
    }

    [Fact]
    public void Another_dialects_error_gets_OpenAIs_words()
    {
        var (body, writer) = Write(new Fault(FaultKind.Overloaded, "busy") { Source = FaultSource.Provider, Status = 529, NativeType = "overloaded_error", Dialect = "anthropic-messages" });
        OpenAI.Same("""{"error":{"message":"busy","type":"server_error","param":null,"code":"overloaded","source":"provider"}}""", body);
        Assert.Equal(529, writer.Status);
    }

    [Fact]
    public void Every_kind_has_a_status_a_type_and_a_reading()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var (body, writer) = Write(new Fault(kind, "m"));
            Assert.Equal(FaultStatus.Of(kind), writer.Status);
            Assert.Contains("\"source\":\"gateway\"", body, StringComparison.Ordinal);
            Assert.Equal("m", Read(writer.Status, body).Message);
        }
    }

    private static Fault Read(int status, string body, IWireHeaders? headers = null) => OpenAI.Codec.ReadFault(new WireReply(status, headers ?? WireHeaders.None, Encoding.UTF8.GetBytes(body)));

    private static (string Body, WireReplyWriter Writer) Write(Fault fault)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new WireReplyWriter(body);
        OpenAI.Codec.WriteFault(fault, writer);
        return (Encoding.UTF8.GetString(body.WrittenSpan), writer);
    }
}
