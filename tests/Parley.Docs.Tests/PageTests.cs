using System.Text.Json;
using System.Xml.Linq;
using Parley.Architecture.Tests;
using Parley.Architecture.Tests.Scanning;
using Parley.Docs.Tests.Reading;

namespace Parley.Docs.Tests;

public sealed class PageTests
{
    /// <summary>Every language has a test that takes its blocks at their word; text is output or free.</summary>
    private static readonly string[] Languages = ["yaml", "sh", "csharp", "js", "json", "xml", "text"];

    [Fact]
    public void Blocks_are_in_a_language_that_is_tested() => Rule.Holds(
        "A snippet that nothing runs is wrong before long. Use a language that the tests know, or `text`.",
        from page in Page.All
        from block in page.Blocks
        where !Languages.Contains(block.Language)
        select $"{page}:{block.Line}: {block.Language}");

    [Fact]
    public void Links_within_the_repository_lead_somewhere() => Rule.Holds(
        "A reader who follows a link wants to arrive.",
        from page in Page.All
        from link in page.Links
        where !link.Target.Contains("://", StringComparison.Ordinal) && !Exists(page, link.Target)
        select $"{page}:{link.Line}: {link.Target}");

    [Fact]
    public void Pages_can_be_found() => Rule.Holds(
        "A page to which nothing leads is not read.",
        from page in Page.All
        where page.Path != "README.md"
        where !Page.All.Any(other => other != page && other.Links.Any(link => Resolve(other, link.Target).Path == page.Path))
        select page.Path);

    [Fact]
    public void Pages_of_the_root_are_short()
    {
        Assert.InRange(Page.Of("README.md").Lines.Length, 1, 250);
        Assert.InRange(Page.Of("ARCHITECTURE.md").Lines.Length, 1, 130);
    }

    [Fact]
    public void Json_blocks_are_json()
    {
        foreach (var (page, block) in Blocks("json"))
        {
            var failure = Record.Exception(() => JsonDocument.Parse(block.Text).Dispose());
            Assert.True(failure is null, $"{page}:{block.Line}: {failure?.Message}");
        }
    }

    [Fact]
    public void Xml_blocks_are_xml()
    {
        foreach (var (page, block) in Blocks("xml"))
        {
            var failure = Record.Exception(() => XElement.Parse($"<it>{block.Text}</it>"));
            Assert.True(failure is null, $"{page}:{block.Line}: {failure?.Message}");
        }
    }

    /// <summary>The blocks of a language, each with its page.</summary>
    internal static IEnumerable<(Page Page, Block Block)> Blocks(string language) =>
        from page in Page.All
        from block in page.Blocks
        where block.Language == language
        select (page, block);

    private static bool Exists(Page from, string target)
    {
        var (path, anchor) = Resolve(from, target);
        var full = Path.Combine(Repository.Root, path);
        return (File.Exists(full) || Directory.Exists(full)) && (anchor.Length == 0 || Page.Of(path).Anchors.Contains(anchor));
    }

    private static (string Path, string Anchor) Resolve(Page from, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, from.Path))!;
        var path = parts[0].Length == 0 ? from.Path : Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(folder, parts[0]))).Replace('\\', '/');
        return (path, parts.Length > 1 ? parts[1] : "");
    }
}
