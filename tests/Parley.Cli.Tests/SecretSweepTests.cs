using Parley.Configuration;
using Parley.TestKit;

namespace Parley.Cli.Tests;

/// <summary>The sweep that every started gateway ends with finds what it is there to find.</summary>
public sealed class SecretSweepTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;
    private readonly SecretSweep _sweep = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{ "backends": [ { "id": "a", "type": "openai", "api_key": "hidden-0123456789" } ] }""")]
    [InlineData("backends:\n  - id: a\n    api_key: hidden-0123456789")]
    [InlineData("keys:\n  - { name: ci, key: 'hidden-0123456789' }\n")]
    public void What_a_configuration_says_in_words_is_found(string configuration)
    {
        _sweep.AddFrom(configuration);

        Assert.Throws<ProofException>(() => _sweep.Demand("log", "Authorization: Bearer hidden-0123456789"));
        _sweep.Demand("log", "Authorization: Bearer ***");
    }

    [Fact]
    public void References_are_no_secrets()
    {
        _sweep.AddFrom("""{ "api_key": "${OPENAI_API_KEY}", "key": "env.PARLEY_KEY_OF_CI" }""");

        _sweep.Demand("log", "OPENAI_API_KEY and env.PARLEY_KEY_OF_CI are not set");
    }

    [Fact]
    public void What_an_environment_hides_is_found()
    {
        _sweep.AddFrom([("OPENAI_API_KEY", "hidden-0123456789"), ("PATH", "/usr/bin:/bin")]);

        Assert.Throws<ProofException>(() => _sweep.Demand("log", "hidden-0123456789"));
        _sweep.Demand("log", "/usr/bin:/bin");
    }

    [Theory]
    [InlineData(0)]
    [InlineData((1 << 20) - 20)]
    [InlineData((1 << 20) + 5000)]
    [InlineData(3 << 20)]
    public void Made_keys_are_found_in_files_wherever_they_lie(int before)
    {
        var path = Path.Combine(_folder, "parley.db");
        File.WriteAllText(path, new string('-', before) + KeyText.Make(out var prefix) + " and more");

        Assert.Throws<ProofException>(() => _sweep.DemandFolder(_folder));
        File.WriteAllText(path, new string('-', before) + KeyText.Masked(prefix));
        _sweep.DemandFolder(_folder);
    }

    [Fact]
    public void Files_of_the_test_itself_may_hold_them()
    {
        var path = Path.Combine(_folder, "parley.yaml");
        File.WriteAllText(path, KeyText.Make(out _));
        _sweep.Except(path);

        _sweep.DemandFolder(_folder);
    }
}
