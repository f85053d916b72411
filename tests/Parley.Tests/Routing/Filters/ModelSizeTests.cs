using Parley.Routing.Estimates;

namespace Parley.Tests.Routing.Filters;

public sealed class ModelSizeTests
{
    [Theory]
    [InlineData("llama3:70b", 70)]
    [InlineData("qwen2.5:0.5b", 0.5)]
    [InlineData("Qwen/Qwen2.5-72B-Instruct", 72)]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 56)]
    [InlineData("mixtral-8x22b", 176)]
    [InlineData("gemma3:270m", 0.27)]
    [InlineData("qwen3-30b-a3b", 30)]
    [InlineData("gpt-oss:120b-cloud", 120)]
    public void Size_is_read_from_a_name(string model, double billions) => Assert.Equal(billions, ModelSize.Parameters(model)!.Value, 9);

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("claude-3-5-sonnet-20241022")]
    [InlineData("llama3")]
    [InlineData("phi3:mini-128k")]
    [InlineData("4bit-model")]
    [InlineData("model-b")]
    [InlineData("")]
    [InlineData("1.2.3b")]
    public void Name_without_a_size_has_none(string model) => Assert.Null(ModelSize.Parameters(model));
}
