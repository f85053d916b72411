using System.Globalization;
using System.Text;
using Parley.Architecture.Tests.Scanning;
using Parley.Configuration;

namespace Parley.Docs.Tests.Prices;

/// <summary>The page of prices lists what the book has. <c>PARLEY_ACCEPT=1</c> writes the list.</summary>
public sealed class PricePageTests
{
    private const string Mark = "<!-- Made from the catalog from here on. -->";

    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs/reference/prices.md");

    [Fact]
    public void Page_lists_what_the_book_has()
    {
        var page = File.ReadAllText(Path).ReplaceLineEndings("\n");
        var made = page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)] + "\n\n" + List();
        if (Environment.GetEnvironmentVariable("PARLEY_ACCEPT") == "1")
            File.WriteAllText(Path, made);

        Assert.Equal(made, File.ReadAllText(Path), ignoreLineEndingDifferences: true);
    }

    private static string List()
    {
        var text = new StringBuilder("| provider | prices | looked up | figures from |\n|---|---|---|---|\n");
        foreach (var provider in PriceBook.BuiltIn.Providers)
        {
            var rows = PriceBook.BuiltIn.RowsOf(provider).ToList();
            var sources = rows.Select(static row => new Uri(row.Source).AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)).Select(static parts => $"{parts[0]}/{parts[1]}").Distinct().Order(StringComparer.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"| `{provider}` | {rows.Count} | {rows.Min(static row => row.Checked):yyyy-MM-dd} | {string.Join(", ", sources.Select(static source => $"[{source}](https://github.com/{source})"))} |\n");
        }
        return text.ToString();
    }
}
