using Parley.Configuration;
using Parley.Dialects;

namespace Parley.Tests.Configuration;

public sealed class KnownProviderTests
{
    [Theory]
    [InlineData("claude", "anthropic")]
    [InlineData("google", "gemini")]
    [InlineData("grok", "xai")]
    [InlineData("qwen", "dashscope")]
    [InlineData("kimi", "moonshot")]
    [InlineData("azure_openai", "azure-openai")]
    [InlineData("lm-studio", "lmstudio")]
    [InlineData("chatcompletion", "openai-compatible")]
    [InlineData("custom", "openai-compatible")]
    [InlineData("adaptive-qwen", "openai-compatible")]
    [InlineData("vllm", "vllm")]
    [InlineData("sglang", "sglang")]
    [InlineData("OpenAI", "openai")]
    public void Alias_finds_its_provider(string alias, string name) => Assert.Equal(name, Catalog.BuiltIn.Find(alias)?.Name);

    /// <summary>Every provider that the systems before this one had, by the name under which their users know it.</summary>
    [Theory]
    [InlineData("openai", "anthropic", "gemini", "mistral", "cohere", "groq", "deepseek", "ollama", "perplexity", "together")]
    [InlineData("xai", "openrouter", "fireworks", "cerebras", "deepinfra", "anyscale", "nvidia", "sambanova", "moonshot", "inception")]
    [InlineData("dashscope", "github-models", "lmstudio", "omniroute", "azure-openai", "aws-bedrock", "cloudflare", "huggingface", "replicate", "ai21")]
    [InlineData("claude", "google", "grok", "qwen", "kimi", "azure_openai", "lm-studio", "chatcompletion", "vllm", "sglang", "custom", "adaptive-qwen")]
    [InlineData("zai", "nebius", "poe", "Anthropic", "OpenAI", "Google", "XAI", "Cerebras", "LMStudio", "Ollama", "Mistral", "Groq", "Perplexity", "Cohere", "DeepSeek", "Together")]
    public void Provider_of_an_earlier_system_is_known_by_its_name(params string[] names)
    {
        foreach (var name in names)
            Assert.True(Catalog.BuiltIn.Find(name) is not null, $"There is no provider {name}.");
    }

    [Theory]
    [InlineData("openai_compatible", "openai-compatible")]
    [InlineData("cloudflare-ai-gateway", "cloudflare")]
    [InlineData("hf", "huggingface")]
    public void Further_name_finds_its_provider(string alias, string name) => Assert.Equal(name, Catalog.BuiltIn.Find(alias)?.Name);

    [Fact]
    public void No_file_claims_schemas_and_denies_them_by_a_quirk() =>
        Assert.DoesNotContain(Catalog.BuiltIn.All, static provider => provider.Abilities.JsonSchema && provider.Quirks.StructuredOutput != StructuredOutput.JsonSchema);

    [Theory]
    [InlineData("gemini", "GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_AI_API_KEY")]
    [InlineData("dashscope", "DASHSCOPE_API_KEY", "QWEN_API_KEY")]
    [InlineData("moonshot", "MOONSHOT_API_KEY", "KIMI_API_KEY")]
    [InlineData("azure-openai", "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_KEY")]
    [InlineData("huggingface", "HF_TOKEN", "HUGGINGFACE_API_KEY")]
    [InlineData("anyscale", "ANYSCALE_API_KEY", "ANYSCALE_ENDPOINT_TOKEN")]
    [InlineData("github-models", "GITHUB_TOKEN")]
    [InlineData("cloudflare", "CLOUDFLARE_API_TOKEN")]
    public void Every_spelling_of_a_key_is_read(string name, params string[] variables)
    {
        foreach (var variable in variables)
            Assert.Contains(variable, Catalog.BuiltIn.Find(name)!.Env);
    }

    [Theory]
    [InlineData("openai", "https://api.openai.com/v1/")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/v1beta/")]
    [InlineData("mistral", "https://api.mistral.ai/v1/")]
    [InlineData("groq", "https://api.groq.com/openai/v1/")]
    [InlineData("deepseek", "https://api.deepseek.com/v1/")]
    [InlineData("ollama", "http://localhost:11434/")]
    [InlineData("perplexity", "https://api.perplexity.ai/")]
    [InlineData("together", "https://api.together.xyz/v1/")]
    [InlineData("xai", "https://api.x.ai/v1/")]
    [InlineData("openrouter", "https://openrouter.ai/api/v1/")]
    [InlineData("fireworks", "https://api.fireworks.ai/inference/v1/")]
    [InlineData("cerebras", "https://api.cerebras.ai/v1/")]
    [InlineData("deepinfra", "https://api.deepinfra.com/v1/openai/")]
    [InlineData("anyscale", "https://api.endpoints.anyscale.com/v1/")]
    [InlineData("nvidia", "https://integrate.api.nvidia.com/v1/")]
    [InlineData("sambanova", "https://api.sambanova.ai/v1/")]
    [InlineData("moonshot", "https://api.moonshot.cn/v1/")]
    [InlineData("inception", "https://api.inceptionlabs.ai/v1/")]
    [InlineData("dashscope", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1/")]
    [InlineData("github-models", "https://models.github.ai/inference/")]
    [InlineData("lmstudio", "http://localhost:1234/v1/")]
    [InlineData("omniroute", "http://localhost:20128/v1/")]
    [InlineData("ai21", "https://api.ai21.com/studio/v1/")]
    [InlineData("huggingface", "https://router.huggingface.co/v1/")]
    public void Address_is_the_documented_one(string name, string address) => Assert.Equal(address, Catalog.BuiltIn.Find(name)!.BaseUrl);

    [Theory]
    [InlineData("ollama", 11434)]
    [InlineData("lmstudio", 1234)]
    [InlineData("llamacpp", 8080)]
    [InlineData("vllm", 8000)]
    [InlineData("sglang", 30000)]
    public void Local_server_is_looked_for_at_its_usual_port(string name, int port) => Assert.Equal(port, Catalog.BuiltIn.Find(name)!.Detection!.Ports[0]);

    [Fact]
    public void Mistral_deviates_in_everything_that_its_api_rejects()
    {
        var quirks = Catalog.BuiltIn.Find("mistral")!.Quirks;

        Assert.Equal(new WireProfile
        {
            MaxTokens = MaxTokensMember.MaxTokens,
            StreamOptions = false,
            ToolCallIds = ToolCallIdRule.Alphanumeric9,
            RejectsUnknownMembers = true,
            DeveloperRole = false,
            VectorForm = VectorForm.OutputDimension,
        }, quirks);
    }
}
