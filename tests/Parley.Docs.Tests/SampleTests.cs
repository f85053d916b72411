using System.Text.RegularExpressions;
using Parley.Architecture.Tests.Scanning;
using Parley.Docs.Tests.Playing;

namespace Parley.Docs.Tests;

/// <summary>The samples: each is a program of one file that says at its end what it prints.</summary>
public sealed partial class SampleTests
{
    public static TheoryData<string> Paths => [.. Repository.Files("samples", ".cs")];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Sample_prints_what_it_says(string path)
    {
        var text = Repository.Text(path);
        var said = Prints().Match(text);
        Assert.True(said.Success, $"{path} does not say what it prints.");

        // `#:` is for the program `dotnet`, which runs a file without a project.
        var printed = await Snippet.RunAsync(Directive().Replace(text, ""), showsOutput: true, path);

        Assert.Equal(Trimmed(said.Groups["text"].Value), Trimmed(printed!));
    }

    [Fact]
    public async Task Sample_runs_as_a_reader_would_run_it()
    {
        var printed = await Dotnet.RunAsync(Path.Combine(Repository.Root, "samples"), "run", "console.cs");

        Assert.Contains("Hello!", printed, StringComparison.Ordinal);
    }

    private static string Trimmed(string text) => string.Join('\n', text.Trim().Split('\n').Select(static line => line.TrimEnd()));

    [GeneratedRegex(@"/\* prints\r?\n(?<text>.*?)\*/\s*$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prints();

    [GeneratedRegex("^#:.*$", RegexOptions.Multiline, 1000)]
    private static partial Regex Directive();
}
