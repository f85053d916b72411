using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Parley.Docs.Tests.Playing;

/// <summary>Compares what a page shows with what really comes: ids, times and ports differ, all else does not. A line <c>...</c> stands for any lines.</summary>
internal static partial class Output
{
    private const string AnyLines = "...";

    /// <summary>Fails when the output is not what the page shows.</summary>
    /// <param name="shown">What the page shows.</param>
    /// <param name="language">The language in which it shows it.</param>
    /// <param name="actual">What came.</param>
    /// <param name="place">Where it is shown.</param>
    public static void Compare(string shown, string language, string actual, string place)
    {
        var (wanted, got) = (Plain(shown), Plain(actual));
        var fits = language == "json" ? JsonNode.DeepEquals(JsonNode.Parse(wanted), JsonNode.Parse(got)) : Fits(Lines(wanted), Lines(got));
        Assert.True(fits, $"{place} shows\n{wanted}\nbut it is\n{got}");
    }

    private static string Plain(string text)
    {
        text = Key().Replace(Id().Replace(text, "ID"), "KEY");
        text = Time().Replace(text, "TIME");
        text = Created().Replace(text, "\"created\":0");
        text = Revision().Replace(text, "");
        return Port().Replace(text, "127.0.0.1");
    }

    private static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd()).Where(static line => line.Length > 0)];

    private static bool Fits(ReadOnlySpan<string> wanted, ReadOnlySpan<string> got)
    {
        if (wanted.IsEmpty)
            return got.IsEmpty;
        if (wanted[0] != AnyLines)
            return !got.IsEmpty && wanted[0] == got[0] && Fits(wanted[1..], got[1..]);
        for (var skipped = 0; skipped <= got.Length; skipped++)
        {
            if (Fits(wanted[1..], got[skipped..]))
                return true;
        }
        return false;
    }

    [GeneratedRegex(@"req_[0-9a-f]{32}|call_[A-Za-z0-9]{20}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"sk-parley-([a-z0-9]{12}-[A-Za-z0-9_-]{43}|[a-z0-9]{4}\.\.\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();

    [GeneratedRegex("""
        "created":\s*\d+
        """, RegexOptions.None, 1000)]
    private static partial Regex Created();

    [GeneratedRegex(@"(?<=^\d+\.\d+\.\d+)\+[0-9a-f]+", RegexOptions.Multiline, 1000)]
    private static partial Regex Revision();

    [GeneratedRegex(@"127\.0\.0\.1:4\d\d\d\d?\b|127\.0\.0\.1:[1-9]\d{4}\b", RegexOptions.None, 1000)]
    private static partial Regex Port();
}
