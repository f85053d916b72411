using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class BackendCompilerTests
{
    [Theory]
    [InlineData("\"api_key\": \"${K}\"")]
    [InlineData("\"api_key\": \"env.K\"")]
    [InlineData("\"api_key\": \"os.environ/K\"")]
    [InlineData("\"api_key_env\": \"K\"")]
    [InlineData("\"api_key\": \"sk-1\"")]
    [InlineData("\"api_key\": \"${MISSING:-sk-1}\"")]
    public void Key_is_taken_in_every_spelling(string field) =>
        Assert.Equal("sk-1", Only($$"""{ "id": "x", "type": "openai", {{field}} }""", ("K", "sk-1")).Credential?.Reveal());

    [Fact]
    public void Key_is_looked_for_in_the_environment_when_the_file_says_nothing() =>
        Assert.Equal("g-2", Only("""{ "id": "x", "type": "google" }""", ("GOOGLE_AI_API_KEY", "g-2")).Credential?.Reveal());

    [Fact]
    public void Backend_without_its_key_is_disabled_with_the_reason()
    {
        var backend = Only("""{ "id": "x", "type": "gemini" }""");

        Assert.False(backend.Enabled);
        Assert.Equal("it has no key: set GEMINI_API_KEY or GOOGLE_API_KEY or GOOGLE_AI_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY, or api_key", backend.DisabledReason);
    }

    [Theory]
    [InlineData("\"type\": \"openai\", \"headers\": { \"authorization\": \"Basic eA==\" }", true)]
    [InlineData("\"type\": \"anthropic\", \"headers\": { \"X-Api-Key\": \"k\" }", true)]
    [InlineData("\"type\": \"azure-openai\", \"endpoint\": \"https://a.openai.azure.com\", \"headers\": { \"api-key\": \"k\" }", true)]
    [InlineData("\"type\": \"anthropic\", \"headers\": { \"Authorization\": \"Basic eA==\" }", false)]
    public void Header_that_the_key_would_go_in_stands_in_its_place(string members, bool isInPlace)
    {
        var backend = Only($$"""{ "id": "x", {{members}} }""", ("OPENAI_API_KEY", "k"), ("AZURE_OPENAI_API_KEY", "k"));

        Assert.Equal((isInPlace, isInPlace), (backend.Auth.Scheme == AuthScheme.None, backend.Enabled));
    }

    [Fact]
    public void Backend_that_is_switched_off_says_so() => Assert.Equal("it is switched off: enabled is false", Only("""{ "id": "x", "type": "ollama", "enabled": false }""").DisabledReason);

    [Fact]
    public void Server_that_may_run_without_key_is_enabled_without_one()
    {
        Assert.True(Only("""{ "id": "x", "type": "vllm" }""").Enabled);
        Assert.True(Only("""{ "id": "x", "type": "vllm", "api_key_env": "NOT_THERE" }""").Enabled);
    }

    [Fact]
    public void Timeouts_are_read_in_the_unit_of_their_field()
    {
        var timeouts = Only("""{ "id": "x", "type": "ollama", "timeout_ms": 60000, "connection_timeout": 10, "first_event_timeout_ms": 1500, "idle_timeout_ms": 250 }""").Timeouts;

        Assert.Equal(new Timeouts { Total = TimeSpan.FromSeconds(60), Connect = TimeSpan.FromSeconds(10), FirstEvent = TimeSpan.FromMilliseconds(1500), Idle = TimeSpan.FromMilliseconds(250) }, timeouts);
        Assert.Equal(TimeSpan.FromSeconds(90), Only("""{ "id": "x", "type": "ollama", "timeout": "1m30s" }""").Timeouts.Total);
        Assert.Equal(TimeSpan.FromSeconds(30), Only("""{ "id": "x", "type": "ollama", "timeout": 30 }""").Timeouts.Total);
    }

    [Fact]
    public void Cost_for_a_thousand_tokens_becomes_a_price_for_a_million() =>
        Assert.Equal(new TokenPrice(0.2m, 0.2m, "EUR"), Only("""{ "id": "x", "type": "ollama", "cost_per_token": 0.0002 }""").Price);

    [Fact]
    public void Watts_of_a_remote_backend_are_unknown_and_not_zero()
    {
        Assert.Null(Only("""{ "id": "x", "type": "openai", "hardware": "cloud", "characteristics": { "power_watts": 0 } }""").PowerWatts);
        Assert.Equal(3, Only("""{ "id": "x", "type": "ollama", "hardware": "npu", "characteristics": { "power_watts": 3 } }""").PowerWatts);
    }

    [Fact]
    public void Own_headers_come_after_and_instead_of_those_of_the_catalog()
    {
        var backend = Only("""{ "id": "x", "type": "openai", "organization": "org-1", "custom_headers": { "X-B": "2", "X-A": "1" } }""", ("OPENAI_API_KEY", "k"));
        var overridden = Only("""{ "id": "x", "type": "openai", "organization": "org-1", "headers": { "openai-organization": "org-2" } }""", ("OPENAI_API_KEY", "k"));

        Assert.Equal(["OpenAI-Organization: org-1", "X-A: 1", "X-B: 2"], backend.Headers.Select(header => $"{header.Key}: {header.Value}"));
        Assert.Equal(["openai-organization: org-2"], overridden.Headers.Select(header => $"{header.Key}: {header.Value}"));
    }

    [Theory]
    [InlineData("\"auth\": { \"scheme\": \"token\" }", AuthScheme.Token, "")]
    [InlineData("\"auth\": { \"scheme\": \"header\", \"header\": \"x-api-key\" }", AuthScheme.Header, "x-api-key")]
    [InlineData("\"auth\": { \"scheme\": \"query\", \"parameter\": \"key\" }", AuthScheme.Query, "key")]
    [InlineData("\"auth\": { \"scheme\": \"none\" }", AuthScheme.None, "")]
    public void Auth_scheme_can_be_chosen(string field, AuthScheme scheme, string name) =>
        Assert.Equal(new BackendAuth(scheme, name), Only($$"""{ "id": "x", "type": "openai", "api_key": "${K}", {{field}} }""", ("K", "k")).Auth);

    [Fact]
    public void Client_credentials_make_their_own_scheme()
    {
        var backend = Only("""
            { "id": "x", "type": "openai", "auth": { "token_url": "https://login.example.com/token", "client_id": "me", "client_secret_env": "S", "scope": "a b", "audience": "api" } }
            """, ("S", "hush"));

        Assert.Equal(new BackendAuth(AuthScheme.OAuth2) { Client = new OAuth2Client(new Uri("https://login.example.com/token"), "me", "a b") { Audience = "api" } }, backend.Auth);
        Assert.Equal("hush", backend.Credential?.Reveal());
    }

    [Fact]
    public void Type_is_read_off_the_id_when_there_is_none()
    {
        Assert.Equal("ollama", Only("""{ "id": "ollama-nvidia" }""").Provider.Name);
        Assert.Equal("azure-openai", Only("""{ "id": "azure-openai-west", "variables": { "resource": "r" } }""").Provider.Name);
    }

    [Fact]
    public void Provider_of_the_catalog_is_used_by_a_target_that_names_it()
    {
        var snapshot = Files.Compile("""{ "models": [ { "name": "fast", "targets": ["groq/llama-3.1-8b-instant"] } ] }""", ("GROQ_API_KEY", "gsk"));

        Assert.Equal("https://api.groq.com/openai/v1/", ModelResolver.Resolve(snapshot, "fast").Targets[0].Backend.BaseAddress.AbsoluteUri);
    }

    [Fact]
    public void Provider_can_be_changed_and_added_member_by_member()
    {
        var snapshot = Files.Compile("""
            { "providers": { "openai": { "quirks": { "streamOptions": false } }, "mine": { "extends": "vllm", "baseUrl": "http://gpu:9000/v1/", "quirks": { "toolCallIds": "max40" } } },
              "backends": [ { "id": "a", "type": "openai" }, { "id": "b", "type": "mine" } ] }
            """);

        var (openai, mine) = (snapshot.BackendList[0], snapshot.BackendList[1]);
        Assert.False(openai.Profile.StreamOptions);
        Assert.Equal(Dialects.ToolCallIdRule.Max40, openai.Profile.ToolCallIds);
        Assert.Equal("http://gpu:9000/v1/", mine.BaseAddress.AbsoluteUri);
        Assert.True(mine.Profile.ExtendedSampling);
        Assert.Equal(Dialects.ToolCallIdRule.Max40, mine.Profile.ToolCallIds);
    }

    private static Backend Only(string backend, params (string, string)[] environment) => Files.Compile($$"""{ "backends": [ {{backend}} ] }""", environment).BackendList[0];
}
