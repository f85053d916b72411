using Parley.Tokens;

namespace Parley.Tests.Tokens;

public sealed class TokenizersTests
{
    [Theory]
    [InlineData("gpt-4o", "o200k_base")]
    [InlineData("gpt-4o-mini-2024-07-18", "o200k_base")]
    [InlineData("gpt-4.1-nano", "o200k_base")]
    [InlineData("gpt-5", "o200k_base")]
    [InlineData("gpt-5.1-codex", "o200k_base")]
    [InlineData("gpt-oss-120b", "o200k_base")]
    [InlineData("chatgpt-4o-latest", "o200k_base")]
    [InlineData("o1", "o200k_base")]
    [InlineData("o3-mini", "o200k_base")]
    [InlineData("o4-mini-2025-04-16", "o200k_base")]
    [InlineData("openai/gpt-4o", "o200k_base")]
    [InlineData("ft:gpt-4o-mini:acme::abc123", "o200k_base")]
    [InlineData("GPT-4", "cl100k_base")]
    [InlineData("gpt-4-turbo", "cl100k_base")]
    [InlineData("gpt-3.5-turbo", "cl100k_base")]
    [InlineData("gpt-35-turbo", "cl100k_base")]
    [InlineData("text-embedding-3-large", "cl100k_base")]
    [InlineData("text-embedding-ada-002", "cl100k_base")]
    public void Model_of_OpenAI_has_its_own_encoding(string model, string encoding)
    {
        var chosen = Tokenizers.For(model);

        Assert.Equal((encoding, false), (chosen.Tokenizer.Name, chosen.IsEstimate));
    }

    [Theory]
    [InlineData("claude-sonnet-4-5")]
    [InlineData("gemini-2.5-pro")]
    [InlineData("llama3.3:70b")]
    [InlineData("o1000")]
    [InlineData("gpt-400")]
    [InlineData("")]
    public void Model_of_others_is_estimated_with_the_newest(string model)
    {
        var chosen = Tokenizers.For(model);

        Assert.Equal(("o200k_base", true), (chosen.Tokenizer.Name, chosen.IsEstimate));
    }
}
