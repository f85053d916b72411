using Parley.Configuration.Diagnostics;

namespace Parley.Yaml.Tests;

public sealed class DamagedFileTests
{
    private const string Letters = "[]{}:,-#&*!|>'\"%@`? \n\tab1";

    /// <summary>A file with a few letters changed is a good file or a list of problems, and never anything else.</summary>
    [Theory]
    [InlineData("sample.yaml")]
    [InlineData("everything.yaml")]
    [InlineData("backends/mixed.yaml")]
    public void Damage_of_any_kind_ends_in_problems(string fixture)
    {
        var random = new Random(20);
        var whole = YamlFiles.Fixture(fixture);
        for (var round = 0; round < 500; round++)
        {
            var text = Damage(whole, random);

            var loaded = YamlFiles.Load(text);

            Assert.Equal(loaded.Snapshot is null, loaded.Problems.Any(problem => problem.Severity == Severity.Error));
            Assert.NotEmpty(ProblemRenderer.Render(loaded.Problems));
        }
    }

    private static string Damage(string whole, Random random)
    {
        var text = whole.ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Count);
            if (random.Next(2) == 0)
                text.RemoveAt(at);
            else
                text.Insert(at, Letters[random.Next(Letters.Length)]);
        }
        return new string([.. text]);
    }
}
