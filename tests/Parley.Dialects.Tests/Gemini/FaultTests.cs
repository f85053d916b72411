using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class FaultTests
{
    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "Bad value", FaultKind.InvalidRequest)]
    [InlineData(400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number of tokens allowed (8).", FaultKind.ContextLength)]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", FaultKind.InvalidRequest)]
    [InlineData(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers", FaultKind.Authentication)]
    [InlineData(403, "PERMISSION_DENIED", "No", FaultKind.Permission)]
    [InlineData(404, "NOT_FOUND", "models/x is not found", FaultKind.NotFound)]
    [InlineData(429, "RESOURCE_EXHAUSTED", "Slow down", FaultKind.RateLimit)]
    [InlineData(499, "CANCELLED", "Gone", FaultKind.Cancelled)]
    [InlineData(500, "INTERNAL", "Oops", FaultKind.Upstream)]
    [InlineData(503, "UNAVAILABLE", "The model is overloaded.", FaultKind.Overloaded)]
    [InlineData(504, "DEADLINE_EXCEEDED", "Late", FaultKind.FirstEventTimeout)]
    public void Status_word_and_message_tell_the_kind(int status, string word, string message, FaultKind kind)
    {
        var fault = Read(status, $"{{\"error\":{{\"code\":{status},\"message\":\"{message}\",\"status\":\"{word}\"}}}}");
        Assert.Equal((kind, FaultSource.Provider, message, word), (fault.Kind, fault.Source, fault.Message, fault.NativeType));
    }

    [Fact]
    public void Wrong_key_is_401_to_others_and_400_again_to_googles_own_callers()
    {
        var fault = Read(400, """{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}""");
        Assert.Equal((FaultKind.Authentication, 401, "API_KEY_INVALID"), (fault.Kind, fault.Status, fault.Code));
        var (status, _, body) = Write(fault);
        Assert.Equal(400, status);
        Assert.Null(JsonDiff.First("""
            {"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT","details":[
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"},
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"parley","metadata":{"source":"provider"}}]}}
            """, body));
    }

    [Fact]
    public void Quota_of_the_day_and_the_delay_of_a_retry_are_read()
    {
        var fault = Read(429, """
            {"error":{"code":429,"message":"Quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]},
             {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}}
            """);
        Assert.Equal((FaultKind.Quota, TimeSpan.FromSeconds(34.4)), (fault.Kind, fault.RetryAfter));
    }

    [Theory]
    [InlineData("""[{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}]""")]
    [InlineData("""data: {"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}""")]
    public void Error_in_an_array_or_an_event_is_found(string body) => Assert.Equal(("gone", FaultKind.NotFound), (Read(404, body).Message, Read(404, body).Kind));

    [Theory]
    [InlineData(502, "<html>Bad gateway</html>", FaultKind.Upstream, 502)]
    [InlineData(503, "", FaultKind.Overloaded, 503)]
    [InlineData(200, "<html>", FaultKind.MalformedReply, 502)]
    [InlineData(401, "{\"error\":5}", FaultKind.Authentication, 401)]
    public void Unreadable_body_leaves_the_status(int status, string body, FaultKind kind, int expected)
    {
        var fault = Read(status, body, ("retry-after", "3"), ("x-request-id", "q"));
        Assert.Equal((kind, expected, TimeSpan.FromSeconds(3), "q"), (fault.Kind, fault.Status, fault.RetryAfter, fault.RequestId));
        Assert.DoesNotContain("html", fault.Message);
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"x","status":"y"}}""", true)]
    [InlineData("<html>", true)]
    [InlineData("", true)]
    [InlineData("{}", true)]
    [InlineData("""{"candidates":[]}""", false)]
    [InlineData("""{"promptFeedback":{}}""", false)]
    public void Error_under_status_200_is_a_fault(string body, bool isFault) => Assert.Equal(isFault, GeminiWire.Codec.IsFault(CodecProof.Reply(body)));

    [Fact]
    public void Fault_of_the_gateway_says_so_with_retry_and_request_id()
    {
        var (status, headers, body) = Write(new Fault(FaultKind.RateLimit, "Too many") { RetryAfter = TimeSpan.FromMilliseconds(1500), RequestId = "q1", Param = "contents" });
        Assert.Equal(429, status);
        Assert.Contains(new KeyValuePair<string, string>("retry-after", "2"), headers);
        Assert.Null(JsonDiff.First("""
            {"error":{"code":429,"message":"Too many","status":"RESOURCE_EXHAUSTED","details":[
              {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"parley","metadata":{"source":"gateway","requestId":"q1","field":"contents"}},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.5s"}]}}
            """, body));
    }

    [Fact]
    public void Every_kind_has_a_status_and_a_word()
    {
        foreach (var kind in Enum.GetValues<FaultKind>())
        {
            var (status, _, body) = Write(new Fault(kind, "x") { Source = FaultSource.Provider, Dialect = "openai-chat", NativeType = "server_error" });
            Assert.Equal(FaultStatus.Of(kind), status);
            Assert.Contains("\"source\":\"provider\"", body);
            Assert.DoesNotContain("server_error", body);
        }
    }

    private static Fault Read(int status, string body, params (string Name, string Value)[] headers) =>
        GeminiWire.Codec.ReadFault(new WireReply(status, new WireHeaders(headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))), Encoding.UTF8.GetBytes(body)));

    private static (int Status, List<KeyValuePair<string, string>> Headers, string Body) Write(Fault fault)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var output = new WireReplyWriter(buffer);
        GeminiWire.Codec.WriteFault(fault, output);
        return (output.Status, output.Headers, Encoding.UTF8.GetString(buffer.WrittenSpan));
    }
}
