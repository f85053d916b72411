using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class BaseAddressTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com", "https://api.openai.com/v1/")]
    [InlineData("openai", "https://api.openai.com/v1", "https://api.openai.com/v1/")]
    [InlineData("openai", "https://api.openai.com/v1/", "https://api.openai.com/v1/")]
    [InlineData("openai", "https://api.openai.com/v1/chat/completions", "https://api.openai.com/v1/")]
    [InlineData("openai", "https://my-proxy.example.com", "https://my-proxy.example.com/v1/")]
    [InlineData("openai", "https://my-proxy.example.com/llm", "https://my-proxy.example.com/llm/v1/")]
    [InlineData("openai-compatible", "https://tools.flexcon-ai.de", "https://tools.flexcon-ai.de/v1/")]
    [InlineData("openai-compatible", "https://host/api/chat/completions", "https://host/api/")]
    [InlineData("openai-compatible", "https://host/v1/completions", "https://host/v1/")]
    [InlineData("openai-responses", "https://host/v1/responses", "https://host/v1/")]
    [InlineData("openai-compatible", "https://host/v1/responses", "https://host/v1/")]
    [InlineData("openai-compatible", "http://127.0.0.1:9000/v2", "http://127.0.0.1:9000/v2/")]
    [InlineData("lmstudio", "http://localhost:1234", "http://localhost:1234/v1/")]
    [InlineData("vllm", "http://my-vllm-server:8000", "http://my-vllm-server:8000/v1/")]
    [InlineData("groq", "https://api.groq.com", "https://api.groq.com/openai/v1/")]
    [InlineData("groq", "https://api.groq.com/openai", "https://api.groq.com/openai/v1/")]
    [InlineData("groq", "https://gateway.ai.cloudflare.com/v1/account/gw/groq", "https://gateway.ai.cloudflare.com/v1/account/gw/groq/")]
    [InlineData("perplexity", "https://api.perplexity.ai", "https://api.perplexity.ai/")]
    [InlineData("zai", "https://api.z.ai", "https://api.z.ai/api/paas/v4/")]
    [InlineData("zai", "https://api.z.ai/api/coding/paas/v4", "https://api.z.ai/api/coding/paas/v4/")]
    [InlineData("deepinfra", "https://api.deepinfra.com", "https://api.deepinfra.com/v1/openai/")]
    [InlineData("databricks", "adb-1.azuredatabricks.net", "https://adb-1.azuredatabricks.net/serving-endpoints/")]
    [InlineData("openai", "127.0.0.1:9000", "http://127.0.0.1:9000/v1/")]
    [InlineData("databricks", "https://adb-1.azuredatabricks.net", "https://adb-1.azuredatabricks.net/serving-endpoints/")]
    [InlineData("anthropic", "https://api.anthropic.com", "https://api.anthropic.com/v1/")]
    [InlineData("anthropic", "https://api.anthropic.com/v1", "https://api.anthropic.com/v1/")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/messages", "https://api.anthropic.com/v1/")]
    [InlineData("anthropic-compatible", "https://api.deepseek.com/anthropic", "https://api.deepseek.com/anthropic/v1/")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com", "https://generativelanguage.googleapis.com/v1beta/")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/v1", "https://generativelanguage.googleapis.com/v1/")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/v1beta/openai/", "https://generativelanguage.googleapis.com/v1beta/")]
    [InlineData("ollama", "http://localhost:11434", "http://localhost:11434/")]
    [InlineData("ollama", "http://localhost:11434/v1", "http://localhost:11434/")]
    [InlineData("ollama", "http://localhost:11434/api", "http://localhost:11434/")]
    [InlineData("ollama", "http://localhost:11434/api/chat", "http://localhost:11434/")]
    [InlineData("ollama", "http://host/ollama/", "http://host/ollama/")]
    public void Endpoint_is_taken_with_and_without_version(string type, string endpoint, string address) =>
        Assert.Equal(address, Only($$"""{ "id": "x", "type": "{{type}}", "endpoint": "{{endpoint}}", "api_key": "${KEY}" }""").BaseAddress.AbsoluteUri);

    [Theory]
    [InlineData("gpu-box", "http://gpu-box:11434/")]
    [InlineData("gpu-box:8000", "http://gpu-box:8000/")]
    [InlineData("0.0.0.0:11434", "http://127.0.0.1:11434/")]
    [InlineData("https://ollama.example.com", "https://ollama.example.com/")]
    public void Ollama_host_of_the_environment_is_understood(string host, string address) =>
        Assert.Equal(address, Only("""{ "id": "x", "type": "ollama" }""", ("OLLAMA_HOST", host)).BaseAddress.AbsoluteUri);

    [Fact]
    public void Azure_address_carries_deployment_and_version()
    {
        var backend = Only("""{ "id": "x", "type": "azure", "variables": { "resource": "mine" }, "api_key": "${KEY}" }""");

        Assert.Equal("https://mine.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21", backend.AddressOf("chat/completions", "my gpt").AbsoluteUri);
        Assert.Equal(new BackendAuth(AuthScheme.Header, "api-key"), backend.Auth);
    }

    [Fact]
    public void Azure_deployment_address_under_type_openai_works_all_the_same()
    {
        var backend = Only("""{ "id": "x", "type": "openai", "endpoint": "https://my-resource.openai.azure.com/openai/deployments/my-deployment", "api_key": "${KEY}" }""", ("AZURE_OPENAI_API_VERSION", "2025-01-01"));

        Assert.Equal("https://my-resource.openai.azure.com/openai/deployments/my-deployment/chat/completions?api-version=2025-01-01", backend.AddressOf("chat/completions", "gpt-4o").AbsoluteUri);
        Assert.Equal("azure-openai", backend.Provider.Name);
        Assert.Equal("api-key", backend.Auth.Name);
    }

    [Fact]
    public void Azure_address_with_version_one_needs_neither_deployment_nor_api_version()
    {
        var backend = Only("""{ "id": "x", "type": "azure-openai", "endpoint": "https://mine.openai.azure.com/openai/v1", "api_key": "${KEY}" }""");

        Assert.Equal("https://mine.openai.azure.com/openai/v1/chat/completions", backend.AddressOf("chat/completions", "gpt-4o").AbsoluteUri);
    }

    [Fact]
    public void Query_of_an_endpoint_is_kept()
    {
        var backend = Only("""{ "id": "x", "type": "openai-compatible", "endpoint": "https://host/v1?tenant=a" }""");

        Assert.Equal("https://host/v1/chat/completions?tenant=a", backend.AddressOf("chat/completions", "m").AbsoluteUri);
        Assert.Equal("https://host/v1/models/m:generate?alt=sse&tenant=a", backend.AddressOf("models/m:generate?alt=sse", "m").AbsoluteUri);
    }

    [Fact]
    public void Account_is_filled_from_the_environment() =>
        Assert.Equal("https://api.cloudflare.com/client/v4/accounts/abc/ai/v1/", Only("""{ "id": "x", "type": "cloudflare", "api_key": "${KEY}" }""", ("CLOUDFLARE_ACCOUNT_ID", "abc")).BaseAddress.AbsoluteUri);

    [Fact]
    public void Address_with_a_gap_names_what_is_missing()
    {
        var problem = Files.Load("""{ "backends": [ { "id": "x", "type": "azure" } ] }""").OnlyError();

        Assert.Equal("PRL1106", problem.Code.Id);
        Assert.Equal("the address of backend `x` lacks `resource`", problem.Message);
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("https://")]
    [InlineData("https://user:pass@host")]
    public void Address_that_is_none_is_refused(string endpoint) =>
        Assert.Equal("PRL1105", Files.Load($$"""{ "backends": [ { "id": "x", "type": "vllm", "endpoint": "{{endpoint}}" } ] }""").OnlyError().Code.Id);

    [Fact]
    public void Backend_that_leads_back_to_the_gateway_is_refused() =>
        Assert.Equal("PRL1105", Files.Load("""{ "backends": [ { "id": "x", "type": "vllm", "endpoint": "http://localhost:4000/v1" } ] }""").OnlyError().Code.Id);

    [Fact]
    public void Address_of_the_gateway_in_the_environment_is_meant_for_its_clients() =>
        Assert.Equal("https://api.anthropic.com/v1/", Only("""{ "id": "x", "type": "anthropic", "api_key": "${KEY}" }""", ("ANTHROPIC_BASE_URL", "http://127.0.0.1:4000")).BaseAddress.AbsoluteUri);

    private static Backend Only(string backend, params (string, string)[] environment) => Files.Compile($$"""{ "backends": [ {{backend}} ] }""", [("KEY", "sk-1"), .. environment]).BackendList[0];
}
