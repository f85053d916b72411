using Parley.Configuration;

namespace Parley.Tests.Configuration;

/// <summary>Names that were led somewhere before are not led there again, whatever else callers ask for.</summary>
public sealed class ResolvedNamesTests
{
    private readonly GatewaySnapshot _snapshot = Files.Compile("""{ "backends": [ { "id": "a", "type": "ollama" } ], "models": [ { "name": "m", "targets": ["a/x"] } ] }""");

    [Fact]
    public void Name_that_is_in_use_stays_known_though_others_make_up_names()
    {
        for (var i = 0; i < 5_000; i++)
            ModelResolver.Resolve(_snapshot, $"a/junk-{i}");
        var (used, own) = (ModelResolver.Resolve(_snapshot, "a/llama3"), ModelResolver.Resolve(_snapshot, "m"));
        for (var i = 0; i < 5_000; i++)
        {
            ModelResolver.Resolve(_snapshot, $"a/more-{i}");
            Assert.Same(used, ModelResolver.Resolve(_snapshot, "a/llama3"));
        }

        Assert.Same(own, ModelResolver.Resolve(_snapshot, "m"));
    }

    [Fact]
    public void Name_that_is_not_in_use_any_more_is_forgotten()
    {
        var once = ModelResolver.Resolve(_snapshot, "a/once");
        for (var i = 0; i < 1_000; i++)
            ModelResolver.Resolve(_snapshot, $"a/junk-{i}");

        Assert.NotSame(once, ModelResolver.Resolve(_snapshot, "a/once"));
    }
}
