using Parley.Configuration;

namespace Parley.Tests.Configuration;

public sealed class ModelResolverTests
{
    [Fact]
    public void Configured_name_wins_over_backend_and_patterns()
    {
        var snapshot = Files.Compile("""
            { "backends": [ { "id": "a", "type": "ollama", "model_capability": { "supported_model_patterns": ["*"] } }, { "id": "b", "type": "ollama" } ],
              "models": [ { "name": "a/fast", "targets": ["b/small", "a/large"], "conversion": "reject" } ] }
            """);

        var resolution = ModelResolver.Resolve(snapshot, "a/fast");

        Assert.Equal(["b/small", "a/large"], Texts(resolution));
        Assert.Equal(ConversionPolicy.Reject, resolution.Conversion);
        Assert.Equal("a/fast", resolution.Route?.Name);
    }

    [Fact]
    public void Backend_before_the_first_slash_takes_any_model_whatever_its_patterns()
    {
        var snapshot = Files.Compile("""
            { "backends": [ { "id": "router", "type": "ollama", "model_capability": { "supported_model_patterns": ["x-*"], "excluded_patterns": ["meta-llama/*"] } } ] }
            """);

        Assert.Equal(["router/meta-llama/Llama-3.1-8B:free"], Texts(ModelResolver.Resolve(snapshot, "ROUTER/meta-llama/Llama-3.1-8B:free")));
    }

    [Fact]
    public void Bare_name_goes_to_the_highest_priority_first_and_to_preferring_backends_among_equals()
    {
        var snapshot = Files.Compile("""
            { "backends": [
              { "id": "low", "type": "ollama", "priority": 1, "model_capability": { "supported_model_patterns": ["*"], "preferred_models": ["llama3:70b"] } },
              { "id": "first", "type": "ollama", "priority": 8, "model_capability": { "supported_model_patterns": ["llama3:*"] } },
              { "id": "prefers", "type": "ollama", "priority": 8, "model_capability": { "supported_model_patterns": ["*"], "preferred_models": ["llama3:70b"] } },
              { "id": "other", "type": "ollama", "priority": 9, "model_capability": { "supported_model_patterns": ["qwen*"] } } ] }
            """);

        Assert.Equal(["prefers/llama3:70b", "first/llama3:70b", "low/llama3:70b"], Texts(ModelResolver.Resolve(snapshot, "llama3:70b")));
    }

    [Fact]
    public void Exclusion_beats_support()
    {
        var snapshot = Files.Compile("""
            { "backends": [ { "id": "a", "type": "ollama", "model_capability": { "supported_model_patterns": ["*"], "preferred_models": ["secret-1"], "excluded_patterns": ["secret-*"] } } ] }
            """);

        Assert.False(ModelResolver.Resolve(snapshot, "secret-1").IsKnown);
        Assert.True(ModelResolver.Resolve(snapshot, "open-1").IsKnown);
    }

    [Fact]
    public void Backend_without_patterns_serves_its_live_list_and_the_names_of_the_catalog()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "mine", "type": "ollama" }, { "id": "oai", "type": "openai", "api_key": "${KEY}" } ] }""", ("KEY", "sk-1"));
        var live = new HashSet<string> { "phi3:mini" };

        Assert.Equal(["mine/phi3:mini"], Texts(ModelResolver.Resolve(snapshot, "phi3:mini", id => id == "mine" ? live : null)));
        Assert.Equal(["oai/gpt-4o"], Texts(ModelResolver.Resolve(snapshot, "gpt-4o")));
        Assert.False(ModelResolver.Resolve(snapshot, "phi3:mini").IsKnown);
    }

    [Fact]
    public void Backend_with_patterns_serves_nothing_else_of_its_live_list()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "mine", "type": "ollama", "model_capability": { "supported_model_patterns": ["llama*"] } } ] }""");

        Assert.False(ModelResolver.Resolve(snapshot, "phi3:mini", _ => new HashSet<string> { "phi3:mini" }).IsKnown);
    }

    [Fact]
    public void Name_with_a_slash_that_begins_with_no_backend_is_a_bare_name()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "t", "type": "ollama", "model_capability": { "supported_model_patterns": ["meta-llama/*"] } } ] }""");

        Assert.Equal(["t/meta-llama/Llama-3"], Texts(ModelResolver.Resolve(snapshot, "meta-llama/Llama-3")));
    }

    [Fact]
    public void Disabled_backend_is_told_apart_from_an_unknown_name()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "oai", "type": "openai", "api_key_env": "NOT_THERE" } ] }""");

        var resolution = ModelResolver.Resolve(snapshot, "oai/gpt-4o");

        Assert.True(resolution.IsKnown);
        Assert.Empty(resolution.Targets);
        Assert.Equal("environment variable NOT_THERE is not set", Assert.Single(resolution.Disabled).Backend.DisabledReason);
    }

    [Fact]
    public void Unknown_name_is_answered_with_the_nearest_ones()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "mine", "type": "ollama" } ], "models": [ { "name": "fast", "targets": ["mine/a"] } ] }""");

        Assert.Equal(["fast"], ModelResolver.Resolve(snapshot, "fats").Nearest);
        Assert.Equal(["llama3.2:1b"], ModelResolver.Resolve(snapshot, "llama3.2:1", _ => new HashSet<string> { "llama3.2:1b", "zephyr" }).Nearest);
    }

    [Fact]
    public void Request_without_a_model_goes_to_backends_with_a_default()
    {
        var snapshot = Files.Compile("""{ "backends": [ { "id": "a", "type": "vllm" }, { "id": "b", "type": "vllm", "model": "mine" } ] }""");

        Assert.Equal(["b/mine"], Texts(ModelResolver.Resolve(snapshot, "")));
    }

    private static IEnumerable<string> Texts(Resolution resolution) => resolution.Targets.Select(target => target.ToString());
}
