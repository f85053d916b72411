using Parley.Architecture.Tests.Scanning;
using Parley.Configuration;

namespace Parley.Docs.Tests.Backends;

/// <summary>Every provider has a page, and the page says what the catalog says. <c>PARLEY_ACCEPT=1</c> writes them.</summary>
public sealed class BackendPageTests
{
    private const string Folder = "docs/backends";

    public static TheoryData<string> Names => [.. Catalog.BuiltIn.All.Select(static provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Page_says_what_the_catalog_says(string name)
    {
        var path = Path.Combine(Repository.Root, Folder, name + ".md");
        var whole = BackendPage.Of(Catalog.BuiltIn.Find(name)!, Notes(path));
        if (IsAccepting)
            File.WriteAllText(path, whole);

        Assert.True(File.Exists(path), $"{Folder}/{name}.md is missing: PARLEY_ACCEPT=1 writes it.");
        Assert.Equal(whole, File.ReadAllText(path), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Index_lists_every_page()
    {
        var made = BackendPage.Index(Catalog.BuiltIn.All);
        var path = Path.Combine(Repository.Root, Folder, "README.md");
        if (IsAccepting)
            File.WriteAllText(path, made);

        Assert.Equal(made, File.ReadAllText(path), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void No_page_is_left_of_a_provider_that_is_gone()
    {
        var pages = Repository.Files(Folder, ".md").Select(static path => Path.GetFileNameWithoutExtension(path)).Where(static name => name != "README");

        Assert.Empty(pages.Except(Catalog.BuiltIn.All.Select(static provider => provider.Name)));
    }

    private static bool IsAccepting => Environment.GetEnvironmentVariable("PARLEY_ACCEPT") == "1";

    /// <summary>What was written by hand; nothing where there is no page yet.</summary>
    private static string Notes(string path)
    {
        var page = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var mark = page.IndexOf(BackendPage.Mark + "\n", StringComparison.Ordinal);
        return mark < 0 ? "" : page[(mark + BackendPage.Mark.Length + 1)..];
    }
}
