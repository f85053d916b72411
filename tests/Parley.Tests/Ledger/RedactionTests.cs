using System.Text;
using Parley.Ledger.Bodies;

namespace Parley.Tests.Ledger;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("key github_pat_11ABCDEFG0123456789_abcdefghij here", "key [credential] here")]
    [InlineData("ghs_0123456789abcdefABCDEF", "[credential]")]
    [InlineData("AKIAIOSFODNN7EXAMPLE,wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[credential],[credential]")]
    [InlineData("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "AWS_SECRET_ACCESS_KEY=[credential]")]
    [InlineData("""{"key":"wJalrXUtnFEMI\/K7MDENG\/bPxRfiCYEXAMPLEKEY"}""", """{"key":"[credential]"}""")]
    [InlineData("""{"text":"bob\u0040example.com"}""", """{"text":"[mail address]"}""")]
    [InlineData("""{"text":"To:\nbob@example.com\nsk-0123456789abcdef\r4111 1111 1111 1111\t078-05-1120"}""", """{"text":"To:\n[mail address]\n[credential]\r[card number]\t[social security number]"}""")]
    [InlineData("""{"text":"\u00e4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}""", """{"text":"\u00e4[credential]"}""")]
    public void What_is_secret_is_taken_out_however_it_is_written(string body, string kept) => Assert.Equal(kept, Of(body));

    [Theory]
    [InlineData("""{"sha":"da39a3ee5e6b4b0d3255bfef95601890afd80709","path":"C:\\u0040\\new","quote":"\u0022 \u005c \u007f \ud83d\ude00 \u"}""")]
    [InlineData("2026-11-30 1234567890123 12:00")]
    public void What_is_not_stays_as_it_is(string body) => Assert.Equal(body, Of(body));

    private static string Of(string body) => Redaction.Of(Encoding.UTF8.GetBytes(body), 10_000);
}
