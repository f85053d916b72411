using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Yaml;

namespace Parley.Docs.Tests;

public sealed class ConfigurationTests
{
    [Fact]
    public void Yaml_blocks_are_configurations_without_any_problem()
    {
        var loader = new ConfigurationLoader(Catalog.BuiltIn, Environment, new YamlFormat());
        var problems = from one in PageTests.Blocks("yaml")
                       from problem in loader.Load([new SourceText($"{one.Page}, the block at line {one.Block.Line}.yaml", one.Block.Text)]).Problems
                       select problem;

        Assert.Equal("no problems", ProblemRenderer.Render([.. problems]));
    }

    /// <summary>A reader sets the keys that a page names, and nothing else.</summary>
    private static string? Environment(string name) =>
        name.EndsWith("KEY", StringComparison.Ordinal) || name.EndsWith("SECRET", StringComparison.Ordinal) || name.EndsWith("PAT", StringComparison.Ordinal) ? $"value-of-{name}" : null;
}
