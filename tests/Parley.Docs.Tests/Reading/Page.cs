using System.Text;
using System.Text.RegularExpressions;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Docs.Tests.Reading;

/// <summary>A Markdown file of the repository.</summary>
internal sealed partial class Page
{
    private const string Fence = "```";
    private readonly List<Block> _blocks = [];
    private readonly List<(int Line, string Text)> _prose = [];

    private Page(string path)
    {
        Path = path;
        Lines = Repository.Lines(path);
        Split();
    }

    /// <summary>Every page, the ones of the root first.</summary>
    public static IReadOnlyList<Page> All { get; } = [.. Repository.Files(".", ".md").Select(static path => path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path).Select(static path => new Page(path))];

    public string Path { get; }

    public string[] Lines { get; }

    public IReadOnlyList<Block> Blocks => _blocks;

    /// <summary>The targets of its links, with their lines.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        from line in _prose
        from Match link in Link().Matches(line.Text)
        select (line.Line, link.Groups["target"].Value);

    /// <summary>The headings' texts, in order.</summary>
    public IEnumerable<string> Headings => _prose.Where(static line => line.Text.StartsWith('#')).Select(static line => line.Text.TrimStart('#').Trim());

    /// <summary>The names under which its headings can be linked.</summary>
    public IEnumerable<string> Anchors => Headings.Select(static heading => NotInAnchors().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>The rows of its tables below a heading, or of all of them: the cells, without the rows of headings.</summary>
    public IEnumerable<string[]> Rows(string? heading = null)
    {
        var wanted = heading is null;
        var before = "";
        foreach (var (_, text) in _prose)
        {
            if (heading is not null && text.StartsWith('#'))
                wanted = text.TrimStart('#').Trim() == heading;
            if (wanted && text.StartsWith('|') && before.StartsWith('|') && !text.StartsWith("|-", StringComparison.Ordinal) && !text.StartsWith("| -", StringComparison.Ordinal))
                yield return [.. text.Trim().Trim('|').Split('|').Select(static cell => cell.Trim())];
            before = text;
        }
    }

    public static Page Of(string path) => All.Single(page => page.Path == path);

    public override string ToString() => Path;

    private void Split()
    {
        Block? open = null;
        var text = new StringBuilder();
        var follows = false;
        for (var i = 0; i < Lines.Length; i++)
        {
            var line = Lines[i];
            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                if (open is null)
                {
                    open = Open(line, i + 2, follows);
                    text.Clear();
                }
                else
                {
                    _blocks.Add(open with { Text = text.ToString() });
                    (open, follows) = (null, true);
                }
            }
            else if (open is not null)
            {
                text.Append(line).Append('\n');
            }
            else
            {
                _prose.Add((i + 1, line));
                follows &= line.Length == 0;
            }
        }
        Assert.True(open is null, $"{Path}: the last block is not closed.");
    }

    private static Block Open(string fence, int line, bool follows)
    {
        var words = fence[Fence.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var title = words.FirstOrDefault(static word => word.StartsWith("title=", StringComparison.Ordinal))?["title=".Length..] ?? "";
        return new Block(words is [var language, ..] ? language : "", title, "", line, follows);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchors();
}
