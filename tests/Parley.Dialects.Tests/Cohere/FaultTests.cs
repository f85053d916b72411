using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class FaultTests
{
    [Theory]
    [InlineData(400, """{"id":"i","message":"invalid request"}""", FaultKind.InvalidRequest, "invalid request")]
    [InlineData(400, """{"error_type":"TOO_MANY_TOKENS","id":"i","message":"too many"}""", FaultKind.ContextLength, "too many")]
    [InlineData(400, """{"message":"too many tokens: size limit exceeded"}""", FaultKind.ContextLength, "too many tokens: size limit exceeded")]
    [InlineData(401, """{"message":"invalid api token"}""", FaultKind.Authentication, "invalid api token")]
    [InlineData(402, """{"message":"pay"}""", FaultKind.Payment, "pay")]
    [InlineData(404, """{"message":"model 'x' not found"}""", FaultKind.NotFound, "model 'x' not found")]
    [InlineData(422, """{"data":"unprocessable"}""", FaultKind.InvalidRequest, "unprocessable")]
    [InlineData(429, """{"message":"You are using a Trial key, which is limited to 1000 API calls / month."}""", FaultKind.Quota, "You are using a Trial key, which is limited to 1000 API calls / month.")]
    [InlineData(429, """{"message":"slow down"}""", FaultKind.RateLimit, "slow down")]
    [InlineData(498, """{"message":"blocked"}""", FaultKind.ContentPolicy, "blocked")]
    [InlineData(500, """{"error":"internal"}""", FaultKind.Upstream, "internal")]
    [InlineData(503, """{"error":{"message":"busy"}}""", FaultKind.Overloaded, "busy")]
    [InlineData(504, "<html>", FaultKind.FirstEventTimeout, "The provider answered with status 504 and no readable error.")]
    [InlineData(200, """{"message":"rate limit"}""", FaultKind.RateLimit, "rate limit")]
    [InlineData(200, "", FaultKind.MalformedReply, "The provider's answer is not one of its API.")]
    public void Error_is_read(int status, string body, FaultKind kind, string message)
    {
        var fault = Codec.ReadFault(new WireReply(status, new WireHeaders(new KeyValuePair<string, string>("retry-after", "3")), Encoding.UTF8.GetBytes(body)));
        Assert.Equal((kind, message, FaultSource.Provider, TimeSpan.FromSeconds(3)), (fault.Kind, fault.Message, fault.Source, fault.RetryAfter));
        Assert.Equal(status >= 400 ? status : FaultStatus.Of(kind), fault.Status);
    }

    [Theory]
    [InlineData("""{"id":"r","message":{"role":"assistant"}}""", false)]
    [InlineData("""{"id":"r","message":{"role":"assistant"},"error":null}""", false)]
    [InlineData("""{"id":"r","message":{"role":"assistant"},"finish_reason":"ERROR","error":"broke"}""", true)]
    [InlineData("""{"id":"r","message":"no"}""", true)]
    [InlineData("{}", true)]
    [InlineData("", true)]
    [InlineData("<html>", true)]
    [InlineData("""{"id":"r","message":{""", false)]
    public void Error_under_200_is_seen(string body, bool isFault) => Assert.Equal(isFault, Codec.IsFault(new WireReply(200, WireHeaders.None, Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void Own_error_is_written_again_with_its_members() => Assert.Equal(
        (400, """{"id":"i","message":"too many","error_type":"TOO_MANY_TOKENS","source":"provider","limit":5}"""),
        Write(Codec.ReadFault(new WireReply(400, WireHeaders.None, Encoding.UTF8.GetBytes("""{"error_type":"TOO_MANY_TOKENS","id":"i","message":"too many","limit":5}""")))));

    [Fact]
    public void Error_of_the_gateway_takes_the_envelope() => Assert.Equal(
        (503, """{"id":"req_1","message":"none","error_type":"SERVICE_UNAVAILABLE","source":"gateway","code":"no_target"}"""),
        Write(new Fault(FaultKind.NoTarget, "none") { RequestId = "req_1", Code = "no_target" }));

    private static (int Status, string Body) Write(Fault fault)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireReplyWriter(output);
        Codec.WriteFault(fault, writer);
        Assert.Equal(fault.RequestId, writer.Headers.Single(static header => header.Key == "x-request-id").Value);
        return (writer.Status, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
