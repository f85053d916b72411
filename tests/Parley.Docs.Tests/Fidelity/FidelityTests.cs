using Parley.Architecture.Tests;
using Parley.Architecture.Tests.Scanning;
using Parley.Dialects;

namespace Parley.Docs.Tests.Fidelity;

/// <summary>The page about fidelity says what translations do, and no translation loses a member in silence. <c>PARLEY_ACCEPT=1</c> writes the page.</summary>
public sealed class FidelityTests
{
    private const string Page = "docs/reference/fidelity.md";

    public static TheoryData<string> Dialects => [.. KnownDialects.All.Select(static dialect => dialect.Name)];

    [Fact]
    public void Page_says_what_translations_do()
    {
        var made = FidelityPage.Make();
        var path = Path.Combine(Repository.Root, Page);
        if (Environment.GetEnvironmentVariable("PARLEY_ACCEPT") == "1")
            File.WriteAllText(path, made);

        Assert.True(File.Exists(path), $"{Page} is missing: PARLEY_ACCEPT=1 writes it.");
        Assert.Equal(made, File.ReadAllText(path), ignoreLineEndingDifferences: true);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Member_that_is_gone_is_recorded(string dialect) => Rule.Holds(
        "A member left no trace in what was written, and nothing says so.",
        from trial in TrialsOf(dialect)
        from target in Targets.Dialects
        where target != dialect
        let loss = trial.SilentLoss(target)
        where loss is not null
        select loss);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Member_arrives_within_its_dialect(string dialect) => Rule.Holds(
        "A member does not survive its own dialect.",
        TrialsOf(dialect).Select(static trial => trial.OwnLoss()).OfType<string>());

    private static IEnumerable<Trial> TrialsOf(string dialect) =>
        from file in MemberFile.All
        where file.Dialect == dialect
        from @group in file.Groups
        from member in @group.Members
        select new Trial(dialect, @group, member);
}
