using Parley.Configuration;

namespace Parley.Yaml.Tests;

/// <summary>Backends as the documents of ollama-proxy write them load as they stand.</summary>
public sealed class BackendFileTests
{
    private static readonly (string, string)[] Keys = [("OPENAI_API_KEY", "sk-1"), ("ANTHROPIC_API_KEY", "sk-ant"), ("GOOGLE_AI_API_KEY", "g"), ("HF_TOKEN", "hf"), ("TOGETHER_API_KEY", "t")];

    [Fact]
    public void Openai_needs_no_endpoint()
    {
        var backend = Assert.Single(Load("openai").BackendList);

        Assert.Equal(("openai-gpt4", "OpenAI GPT-4", "cloud", 8), (backend.Id, backend.Name, backend.Hardware, backend.Priority));
        Assert.Equal("https://api.openai.com/v1/", backend.BaseAddress.AbsoluteUri);
        Assert.Equal("sk-1", backend.Credential?.Reveal());
        Assert.Equal(TimeSpan.FromMilliseconds(500), backend.TypicalLatency);
        Assert.Equal(50, backend.TokensPerSecond);
        Assert.Equal(["gpt-*", "o1-*"], backend.Patterns.Supported.Select(pattern => pattern.Pattern));
        Assert.Equal(["gpt-4-turbo", "gpt-4", "gpt-3.5-turbo"], backend.Patterns.Preferred.Select(pattern => pattern.Pattern));
    }

    [Fact]
    public void Anthropic_sends_its_key_in_its_own_header()
    {
        var backend = Assert.Single(Load("anthropic").BackendList);

        Assert.Equal(("anthropic-messages", 9, new BackendAuth(AuthScheme.Header, "x-api-key")), (backend.Dialect, backend.Priority, backend.Auth));
    }

    [Fact]
    public void Local_and_cloud_live_side_by_side()
    {
        var snapshot = Load("mixed");

        Assert.Equal(["ollama-npu", "ollama-nvidia", "openai-gpt4", "anthropic-claude"], snapshot.BackendList.Select(backend => backend.Id));
        Assert.Equal("http://localhost:11436/", snapshot.Backends["ollama-nvidia"].BaseAddress.AbsoluteUri);
        Assert.Equal(["openai-gpt4"], Ids(snapshot, "gpt-4-turbo"));
    }

    [Fact]
    public void Priority_directly_under_the_backend_counts() =>
        Assert.Equal([10, 8], Load("local-first").ByPriority.Select(backend => backend.Priority));

    [Fact]
    public void Backends_without_type_are_what_their_ids_say()
    {
        var snapshot = Load("local-for-simple");

        Assert.Equal(["ollama", "ollama", "openai"], snapshot.BackendList.Select(backend => backend.Provider.Name));
        Assert.Equal(["ollama-npu"], Ids(snapshot, "qwen2.5:0.5b"));
        Assert.Equal(["ollama-nvidia"], Ids(snapshot, "llama3:70b"));
        Assert.Equal(["openai-gpt4"], Ids(snapshot, "gpt-4o"));
    }

    [Theory]
    [InlineData("google", "gemini", "gemini-1.5-pro")]
    [InlineData("huggingface", "huggingface", "anything/at-all")]
    [InlineData("together", "together", "mistralai/Mixtral-8x7B")]
    [InlineData("vllm", "vllm", "anything")]
    public void Further_types_are_entries_of_the_list_of_backends(string fixture, string provider, string model)
    {
        var snapshot = YamlFiles.Load("backends:\n" + YamlFiles.Fixture($"backends/{fixture}.yaml"), Keys).Require();

        Assert.Equal(provider, Assert.Single(ModelResolver.Resolve(snapshot, model).Targets).Backend.Provider.Name);
    }

    private static GatewaySnapshot Load(string fixture) => YamlFiles.Load(YamlFiles.Fixture($"backends/{fixture}.yaml"), Keys).Require();

    private static IEnumerable<string> Ids(GatewaySnapshot snapshot, string model) => ModelResolver.Resolve(snapshot, model).Targets.Select(target => target.Backend.Id);
}
