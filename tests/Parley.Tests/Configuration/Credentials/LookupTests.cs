using Parley.Configuration;
using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Discovery;
using Parley.Configuration.Options;
using Parley.Tests.Resilience;

namespace Parley.Tests.Configuration.Credentials;

public sealed class LookupTests
{
    private const string OneBackend = """{ "backends": [ { "id": "work", "type": "openai" } ] }""";

    [Fact]
    public void The_configuration_comes_first_then_the_environment_then_the_store()
    {
        var store = new MemoryCredentials(("openai", "sk-stored"));

        Assert.Equal("sk-said", KeyOf("""{ "backends": [ { "id": "work", "type": "openai", "api_key": "${K}" } ] }""", store, ("K", "sk-said"), ("OPENAI_API_KEY", "sk-found")));
        Assert.Equal("sk-found", KeyOf(OneBackend, store, ("OPENAI_API_KEY", "sk-found")));
        Assert.Empty(store.Opened);
        Assert.Equal("sk-stored", KeyOf(OneBackend, store));
    }

    [Fact]
    public void A_key_under_the_backends_id_comes_before_one_under_its_provider()
    {
        Assert.Equal("sk-own", KeyOf(OneBackend, new MemoryCredentials(("openai", "sk-all"), ("WORK", "sk-own"))));
        Assert.Equal("g", KeyOf("""{ "backends": [ { "id": "work", "type": "gemini" } ] }""", new MemoryCredentials(("google", "g"))));
    }

    [Fact]
    public void A_provider_that_is_only_named_by_a_target_has_its_key_from_the_store()
    {
        var snapshot = Loader(new MemoryCredentials(("openai", "sk-stored"))).Load([new SourceText("parley.json", """{ "models": [ { "name": "fast", "targets": ["openai/gpt-5"] } ] }""")]).Require();

        Assert.Equal("sk-stored", Assert.Single(snapshot.BackendList).Credential!.Reveal());
    }

    [Fact]
    public void A_store_that_cannot_be_read_is_one_problem_and_none_where_nobody_needs_it()
    {
        var store = new MemoryCredentials(("openai", "sk-stored")) { IsBroken = true };
        const string Two = """{ "backends": [ { "id": "one", "type": "openai" }, { "id": "two", "type": "openai" } ] }""";

        var problem = Loader(store).Load([new SourceText("parley.json", Two)]).OnlyError();

        Assert.Equal(("PRL1009", "`/c.json` was written with another passphrase"), (problem.Code.Id, problem.Message));
        Assert.NotNull(Loader(store, ("OPENAI_API_KEY", "sk")).Load([new SourceText("parley.json", Two)]).Snapshot);
    }

    [Fact]
    public void A_backend_without_a_key_says_how_to_store_one()
    {
        var backend = Assert.Single(Loader(new MemoryCredentials()).Load([new SourceText("parley.json", OneBackend)]).Require().BackendList);

        Assert.Equal("it has no key: set OPENAI_API_KEY, or api_key, or run `parley credentials set openai`", backend.DisabledReason);
    }

    [Fact]
    public async Task Without_configuration_a_provider_whose_key_is_stored_is_there()
    {
        var store = new MemoryCredentials(("groq", "gsk"));
        var discovery = Discovery(store, ("OPENAI_API_KEY", "sk"));

        var found = await discovery.FindAsync(new ServerOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(["groq", "openai"], found.Options.Backends.Select(static backend => backend.Id).Order());
        Assert.Equal(FindingKind.Stored, found.Findings.Single(static finding => finding.Provider.Name == "groq").Kind);
        Assert.Empty(store.Opened);
    }

    [Fact]
    public async Task A_key_that_is_stored_later_is_found_and_local_servers_stay()
    {
        var store = new MemoryCredentials();
        var discovery = Discovery(store, ("OLLAMA_HOST", "gpu-box:11434"));
        var before = await discovery.FindAsync(new ServerOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(["ollama"], before.Options.Backends.Select(static backend => backend.Id));

        store.Store("groq", new Secret("gsk"));
        var after = discovery.FindKeys(before);

        Assert.Equal(["ollama", "groq"], after.Options.Backends.Select(static backend => backend.Id));
        Assert.Equal(before.Findings.Length, after.Findings.Length);
    }

    [Fact]
    public void Another_stored_key_is_taken_up_by_a_reload()
    {
        var store = new MemoryCredentials(("openai", "sk-old"));
        var loader = Loader(store);
        SourceText[] sources = [new("parley.json", OneBackend)];
        var running = new ConfigurationStore(loader.Load(sources).Require());

        store.Store("openai", new Secret("sk-new"));
        var reload = running.TryReload(loader, sources);

        Assert.Equal(["~ backend work"], reload.Changes);
        Assert.Equal("sk-new", Assert.Single(running.Current.BackendList).Credential!.Reveal());
        store.IsBroken = true;
        Assert.False(running.TryReload(loader, sources).IsApplied);
        Assert.Equal("sk-new", Assert.Single(running.Current.BackendList).Credential!.Reveal());
    }

    [Theory]
    [InlineData("""{ "credentials": "keychain", BACKENDS }""", null, "sk-keychain")]
    [InlineData("""{ BACKENDS }""", "libsecret", "sk-libsecret")]
    [InlineData("""{ "credentials": "https://mine.vault.azure.net", BACKENDS }""", "libsecret", "sk-https://mine.vault.azure.net")]
    [InlineData("""{ BACKENDS }""", " ", "sk-default")]
    public void The_store_is_what_the_configuration_names_then_the_environment_then_the_hosts(string json, string? variable, string key)
    {
        var loader = new ConfigurationLoader(Catalog.BuiltIn, Files.Environment(("PARLEY_CREDENTIALS_STORE", variable ?? ""))) { Credentials = new MemoryCredentials(("openai", "sk-default")), CredentialStores = static name => new MemoryCredentials(("openai", $"sk-{name}")) };

        var snapshot = loader.Load([new SourceText("parley.json", json.Replace("BACKENDS", """ "backends": [ { "id": "work", "type": "openai" } ] """, StringComparison.Ordinal))]).Require();

        Assert.Equal(key, Assert.Single(snapshot.BackendList).Credential!.Reveal());
    }

    [Theory]
    [InlineData("kechain")]
    [InlineData("http://mine.vault.azure.net")]
    [InlineData("https://user:pass@mine.vault.azure.net")]
    public void A_store_that_is_none_is_an_error(string name)
    {
        var problem = Loader(new MemoryCredentials()).Load([new SourceText("parley.json", $$"""{ "credentials": "{{name}}" }""")]).OnlyError();

        Assert.Equal(("PRL1005", $"`{name}` is no store of credentials"), (problem.Code.Id, problem.Message));
    }

    [Fact]
    public async Task A_stored_key_that_a_provider_refuses_is_asked_for_anew()
    {
        var store = new MemoryCredentials(("openai", "sk-old"));
        var time = new SteppedTime();
        var references = new SecretReferences(time);
        var told = 0;
        references.Renewed += (_, _) => told++;
        new ConfigurationLoader(Catalog.BuiltIn, static _ => null) { Credentials = store, References = references }.Load([new SourceText("parley.json", OneBackend)]).Require();

        store.Store("openai", new Secret("sk-new"));

        Assert.True(await references.RenewAsync(new Secret("sk-old")));
        Assert.Equal(1, told);
        store.Store("openai", new Secret("sk-newest"));
        store.IsBroken = true;
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.False(await references.RenewAsync(new Secret("sk-new")));
    }

    private static string KeyOf(string json, ICredentialStore store, params (string, string)[] environment) =>
        Assert.Single(Loader(store, environment).Load([new SourceText("parley.json", json)]).Require().BackendList).Credential!.Reveal();

    private static ConfigurationLoader Loader(ICredentialStore store, params (string, string)[] environment) => new(Catalog.BuiltIn, Files.Environment(environment)) { Credentials = store };

    private static ZeroConfiguration Discovery(ICredentialStore store, params (string, string)[] environment) =>
        new(Catalog.BuiltIn, Files.Environment(environment), new NobodyThere(), TimeProvider.System) { Credentials = store };

    private sealed class NobodyThere : ILocalProbe
    {
        public Task<string?> GetAsync(Uri address, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }
}
