using Parley.Configuration;
using Parley.Dialects;

namespace Parley.Tests.Configuration;

/// <summary>Where the models of the three clouds are, and as whom Parley comes there.</summary>
public sealed class CloudAddressTests
{
    [Theory]
    [InlineData("global", "https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/")]
    [InlineData("europe-west4", "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/")]
    [InlineData("eu", "https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/publishers/google/")]
    public void Host_of_vertex_follows_the_location(string location, string address) =>
        Assert.Equal(address, Only("""{ "id": "vertex" }""", ("GOOGLE_CLOUD_PROJECT", "p"), ("GOOGLE_CLOUD_LOCATION", location)).BaseAddress.AbsoluteUri);

    [Fact]
    public void Vertex_is_global_unless_told_and_needs_no_key()
    {
        var backend = Only("""{ "id": "v", "type": "vertex-anthropic", "variables": { "project": "p" } }""", ("GOOGLE_APPLICATION_CREDENTIALS", "/key.json"));

        Assert.Equal("https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/anthropic/models/count-tokens:rawPredict", backend.AddressOf("messages/count_tokens", "claude").AbsoluteUri);
        Assert.True(backend.Enabled);
        Assert.Equal(("/key.json", "https://www.googleapis.com/auth/cloud-platform"), (backend.Auth.Google?.File, backend.Auth.Google?.Scope));
    }

    [Fact]
    public void Placeholders_that_lead_in_a_circle_end() =>
        Assert.Equal("PRL1106", Files.Load("""
            { "providers": { "round": { "extends": "vertex", "baseUrl": "https://{a}/", "placeholders": { "a": { "by": "b", "cases": {} }, "b": { "by": "a", "cases": {} } } } },
              "backends": [ { "id": "x", "type": "round" } ] }
            """).OnlyError().Code.Id);

    [Fact]
    public void Credentials_file_that_is_named_is_the_only_place()
    {
        var google = Only("""{ "id": "vertex", "variables": { "project": "p" }, "auth": { "credentials_file": "/mine.json" } }""", ("GOOGLE_APPLICATION_CREDENTIALS", "/other.json"), ("HOME", "/home/me")).Auth.Google;

        Assert.Equal(new GoogleIdentity("https://www.googleapis.com/auth/cloud-platform") { File = "/mine.json" }, google);
    }

    [Fact]
    public void Azure_without_a_key_comes_as_the_application_of_the_environment()
    {
        var backend = Only("""{ "id": "azure-openai", "variables": { "resource": "r" } }""", ("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s"));

        Assert.Equal(AuthScheme.Entra, backend.Auth.Scheme);
        Assert.Equal("https://login.microsoftonline.com/t/oauth2/v2.0/token", backend.Auth.Entra!.TokenAddress!.AbsoluteUri);
        Assert.Equal(("c", "s", "https://cognitiveservices.azure.com/.default"), (backend.Auth.Entra.ClientId, backend.Auth.Entra.ClientSecret?.Reveal(), backend.Auth.Entra.Scope));
        Assert.True(backend.Enabled);
    }

    [Fact]
    public void Azure_with_a_key_sends_the_key()
    {
        var backend = Only("""{ "id": "azure-openai", "variables": { "resource": "r" } }""", ("AZURE_OPENAI_API_KEY", "k"), ("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s"));

        Assert.Equal((AuthScheme.Header, "k"), (backend.Auth.Scheme, backend.Credential?.Reveal()));
    }

    [Fact]
    public void Azure_without_key_and_application_says_that_it_has_no_key() =>
        Assert.StartsWith("it has no key: set AZURE_OPENAI_API_KEY", Only("""{ "id": "azure-openai", "variables": { "resource": "r" } }""").DisabledReason, StringComparison.Ordinal);

    [Fact]
    public void Azure_identity_of_the_machine_is_asked_where_the_scheme_is_chosen()
    {
        var entra = Only("""{ "id": "azure-openai", "variables": { "resource": "r" }, "auth": { "scheme": "entra" } }""", ("AZURE_OPENAI_API_KEY", "k"));

        Assert.Equal("http://169.254.169.254/metadata/identity/oauth2/token", entra.Auth.Entra?.Machine?.AbsoluteUri);
        Assert.Null(entra.Credential);
    }

    [Theory]
    [InlineData("https://r.openai.azure.com", "https://r.openai.azure.com/openai/v1/responses", true)]
    [InlineData("https://r.openai.azure.com/openai/v1", "https://r.openai.azure.com/openai/v1/responses", true)]
    [InlineData("https://r.openai.azure.com/openai/deployments/d", "", false)]
    public void Azure_is_asked_for_responses_where_it_has_them(string endpoint, string address, bool speaks)
    {
        var backend = Only($$"""{ "id": "x", "type": "azure-openai", "endpoint": "{{endpoint}}", "api_key": "${KEY}" }""", ("KEY", "k"));

        Assert.Equal(speaks, backend.AlsoSpeaks.Contains(DialectNames.OpenAIResponses));
        if (speaks)
            Assert.Equal(address, backend.AddressOf("responses", "gpt-5").AbsoluteUri);
    }

    private static Backend Only(string backend, params (string Name, string Value)[] environment) => Assert.Single(Files.Compile($$"""{ "backends": [ {{backend}} ] }""", environment).BackendList);
}
