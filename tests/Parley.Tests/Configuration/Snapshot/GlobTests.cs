using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class GlobTests
{
    [Theory]
    [InlineData("*", "anything/at:all", true)]
    [InlineData("*", "", true)]
    [InlineData("gpt-*", "gpt-4o", true)]
    [InlineData("gpt-*", "GPT-4o", true)]
    [InlineData("gpt-*", "chatgpt-4o", false)]
    [InlineData("*:0.5b", "qwen2.5:0.5b", true)]
    [InlineData("*:0.5b", "qwen2.5:1.5b", false)]
    [InlineData("meta-llama/*", "meta-llama/Llama-3.1-8B", true)]
    [InlineData("meta-llama/*", "mistralai/Mixtral", false)]
    [InlineData("llama3:70b", "llama3:70b", true)]
    [InlineData("llama3:70b", "llama3:70b-q4", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("a*b*c", "aXbYbZ", false)]
    [InlineData("**", "x", true)]
    [InlineData("", "x", false)]
    public void Pattern_matches_names(string pattern, string name, bool matches) => Assert.Equal(matches, new Glob(pattern).Matches(name));

    [Fact]
    public void Only_the_star_alone_means_everything()
    {
        Assert.True(new Glob("*").IsEverything);
        Assert.False(new Glob("gpt-*").IsEverything);
        Assert.False(new Glob("").IsEverything);
    }
}
