using System.Security.Cryptography;
using System.Text;
using Parley.Configuration;
using Parley.Providers.Auth;

namespace Parley.Tests.Providers.Aws;

/// <summary>The example requests that AWS publishes with its signature (aws-sig-v4-test-suite), and what Bedrock's paths need besides.</summary>
public sealed class SigV4Tests
{
    private static readonly AwsCredentials Example = new("AKIDEXAMPLE", new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), null);

    [Theory]
    [InlineData("GET", "https://example.amazonaws.com/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "https://example.amazonaws.com/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    [InlineData("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500")]
    public void Published_example_has_its_published_signature(string method, string address, string signature)
    {
        var signed = SigV4.Sign(new SigV4.Scope(method, new Uri(address), Hash(""), "us-east-1", "service", Time), Example);

        Assert.Equal("20150830T123600Z", Value(signed, "x-amz-date"));
        Assert.Equal($"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature={signature}", Value(signed, "Authorization"));
    }

    [Fact]
    public void Escaped_path_is_escaped_once_more_and_body_type_and_token_are_signed()
    {
        var scope = new SigV4.Scope("POST", new Uri("https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse"), Hash("{}"), "us-east-1", "bedrock", Time) { ContentType = "application/json" };
        var signed = SigV4.Sign(scope, Example with { SessionToken = new Secret("token") });

        Assert.Equal("token", Value(signed, "x-amz-security-token"));
        Assert.EndsWith("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=6fcaf443bb2138a817643068117814d827ac72289fe07b5fc324229ab9d1acf6", Value(signed, "Authorization"));
        Assert.NotEqual(Value(signed, "Authorization"), Value(SigV4.Sign(scope with { BodyHash = Hash("{ }") }, Example with { SessionToken = new Secret("token") }), "Authorization"));
    }

    private static DateTimeOffset Time { get; } = new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);

    private static string Hash(string body) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    private static string Value(List<KeyValuePair<string, string>> headers, string name) => headers.Single(header => header.Key == name).Value;
}
