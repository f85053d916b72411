using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Bedrock;

public sealed class FaultTests
{
    [Theory]
    [InlineData(400, "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/", "The provided model identifier is invalid.", FaultKind.InvalidRequest, 400)]
    [InlineData(400, "ValidationException", "Input is too long for requested model.", FaultKind.ContextLength, 400)]
    [InlineData(403, "AccessDeniedException", "You don't have access to the model.", FaultKind.Permission, 403)]
    [InlineData(403, "InvalidSignatureException:x", "Signature expired.", FaultKind.Authentication, 401)]
    [InlineData(403, "ExpiredTokenException", "The security token is expired.", FaultKind.Authentication, 401)]
    [InlineData(404, "ResourceNotFoundException", "This model version has reached the end of its life.", FaultKind.NotFound, 404)]
    [InlineData(408, "ModelTimeoutException", "Too slow.", FaultKind.RequestTimeout, 408)]
    [InlineData(424, "ModelErrorException", "Failed.", FaultKind.Upstream, 424)]
    [InlineData(429, "ThrottlingException", "Too many requests.", FaultKind.RateLimit, 429)]
    [InlineData(429, "ModelNotReadyException", "Wait.", FaultKind.RateLimit, 429)]
    [InlineData(400, "ServiceQuotaExceededException", "No more.", FaultKind.Quota, 400)]
    [InlineData(500, "InternalServerException", "Oh.", FaultKind.Upstream, 500)]
    [InlineData(503, "ServiceUnavailableException", "Bedrock is unable to process your request.", FaultKind.Overloaded, 503)]
    [InlineData(418, null, "Tea.", FaultKind.InvalidRequest, 418)]
    public void Error_is_read_by_its_type(int status, string? type, string message, FaultKind kind, int expected)
    {
        var headers = type is null ? WireHeaders.None : new WireHeaders([new("x-amzn-errortype", type), new("x-amzn-requestid", "r-1")]);
        var fault = Converse.Codec.ReadFault(new WireReply(status, headers, Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}""")));
        Assert.Equal((kind, expected, message), (fault.Kind, fault.Status, fault.Message));
        Assert.Equal((FaultSource.Provider, DialectNames.BedrockConverse, type is null ? null : "r-1"), (fault.Source, fault.Dialect, fault.RequestId));
    }

    [Theory]
    [InlineData("""{"__type":"com.amazon.coral.service#ServiceUnavailableException","Message":"Slow."}""", FaultKind.Overloaded, "Slow.")]
    [InlineData("<html>", FaultKind.Upstream, "The provider answered 500 with text/html.")]
    [InlineData("", FaultKind.Upstream, "The provider answered 500 with an empty body.")]
    public void Error_without_the_header_is_read_by_its_body(string body, FaultKind kind, string message)
    {
        var fault = Converse.Codec.ReadFault(new WireReply(500, new WireHeaders(new KeyValuePair<string, string>("content-type", "text/html")), Encoding.UTF8.GetBytes(body)));
        Assert.Equal((kind, message), (fault.Kind, fault.Message));
    }

    [Theory]
    [InlineData("""{"message":"no"}""", true)]
    [InlineData("""{"__type":"x"}""", true)]
    [InlineData("<html>", true)]
    [InlineData("", true)]
    [InlineData("""{"output":{"message":{"role":"assistant","content":[]}},"message":"odd"}""", false)]
    [InlineData("{bad", false)]
    public void Error_under_200_is_known(string body, bool isFault) => Assert.Equal(isFault, Converse.Codec.IsFault(new WireReply(200, WireHeaders.None, Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void Error_is_written_as_the_service_does()
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new WireReplyWriter(body);
        Converse.Codec.WriteFault(new Fault(FaultKind.RateLimit, "Slow down.") { RequestId = "r-1", RetryAfter = TimeSpan.FromSeconds(1.5) }, writer);
        Assert.Equal(429, writer.Status);
        Assert.Equal([new("x-amzn-errortype", "ThrottlingException"), new("retry-after", "2"), new("x-amzn-requestid", "r-1")], writer.Headers);
        Assert.Equal("""{"message":"Slow down.","source":"gateway"}""", Encoding.UTF8.GetString(body.WrittenSpan));
    }
}
