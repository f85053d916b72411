using System.Text;
using Parley.Tokens;

namespace Parley.Tests.Tokens;

/// <summary>Compares with js-tiktoken over many texts: scripts, emoji, code, white space, numbers, contractions, what looks like a special token, broken surrogates, long pieces.</summary>
public sealed class SampleTests
{
    [Fact]
    public void Samples_are_there() => Assert.InRange(Sample.All.Count, 400, int.MaxValue);

    [Fact]
    public void Cl100k_has_the_tokens_of_tiktoken() => Compare(Tokenizer.Cl100k, static sample => sample.Cl100k);

    [Fact]
    public void O200k_has_the_tokens_of_tiktoken() => Compare(Tokenizer.O200k, static sample => sample.O200k);

    private static void Compare(Tokenizer tokenizer, Func<Sample, int[]> expected)
    {
        foreach (var sample in Sample.All)
        {
            var tokens = expected(sample);
            Assert.True(tokens.SequenceEqual(tokenizer.Encode(sample.Text)), $"{tokenizer.Name}: {sample.Text}\n  {string.Join(' ', tokens)}\n  {string.Join(' ', tokenizer.Encode(sample.Text))}");
            Assert.Equal(tokens.Length, tokenizer.Count(sample.Text));
            Assert.Equal(tokens.Length, tokenizer.Count(Encoding.UTF8.GetBytes(sample.Text)));
        }
    }
}
