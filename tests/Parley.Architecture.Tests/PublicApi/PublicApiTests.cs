using System.Reflection;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Architecture.Tests.PublicApi;

/// <summary>
/// What others may use is written down. To accept a change: <c>PARLEY_ACCEPT=1 dotnet test tests/Parley.Architecture.Tests --filter FullyQualifiedName~PublicApi</c>, then read the difference.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Parley.Dialects")]
    [InlineData("Parley.Engine")]
    [InlineData("Parley.Yaml")]
    [InlineData("Parley.Sqlite")]
    [InlineData("Parley.Postgres")]
    [InlineData("Parley.AspNetCore")]
    [InlineData("Parley.Mcp")]
    public void Public_surface_is_the_one_that_was_agreed(string assembly)
    {
        var path = Path.Combine(Repository.Root, "tests/Parley.Architecture.Tests/PublicApi", assembly + ".txt");
        var actual = PublicSurface.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("PARLEY_ACCEPT") == "1")
            File.WriteAllText(path, actual);

        var agreed = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Rule.Holds(
            "Public is a decision: somebody may depend on it tomorrow. If it is meant, run PARLEY_ACCEPT=1 dotnet test tests/Parley.Architecture.Tests --filter FullyQualifiedName~PublicApi and commit the text.",
            Difference(agreed.Split('\n'), actual.Split('\n')));
        Assert.Equal(agreed, actual);
    }

    private static IEnumerable<string> Difference(string[] agreed, string[] actual) =>
        agreed.Except(actual).Select(static line => "- " + line).Concat(actual.Except(agreed).Select(static line => "+ " + line));
}
