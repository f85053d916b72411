using Parley.Docs.Tests.Playing;
using Parley.Docs.Tests.Reading;

namespace Parley.Docs.Tests;

/// <summary>Plays every page as a reader would: writes its files, sets its variables, runs its commands and programs in order, and compares the outputs that it shows.</summary>
[Collection("console")]
public sealed class PlayingTests
{
    public static TheoryData<string> Paths => [.. Page.All.Where(static page => page.Blocks.Any(static block => block.Language is "sh" or "csharp" or "js")).Select(static page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_does_what_it_says(string path)
    {
        var page = Page.Of(path);
        await using var stage = new Stage();
        string? missing = null;
        for (var i = 0; i < page.Blocks.Count; i++)
        {
            var block = page.Blocks[i];
            var shown = i + 1 < page.Blocks.Count && page.Blocks[i + 1] is { Follows: true, Language: "text" or "json" } next ? next : null;
            if (block.Language == "js" && Node.Missing is not null)
                missing = Node.Missing;
            else
                await PlayAsync(stage, page, block, shown);
        }
        Assert.SkipWhen(missing is not null && Environment.GetEnvironmentVariable("CI") is not ("true" or "1"), missing ?? "");
        Assert.Null(missing);
    }

    private static async Task PlayAsync(Stage stage, Page page, Block block, Block? shown)
    {
        if (block.Title.Length > 0)
            await stage.WriteAsync(block.Title, block.Text);
        var output = block.Language switch
        {
            "sh" => await ShellAsync(stage, page, block),
            "csharp" => await Snippet.RunAsync(await stage.ReadyAsync(block.Text), shown is not null, $"{page}:{block.Line}"),
            "js" => await Node.RunAsync(await stage.ReadyAsync(block.Text)),
            _ => null,
        };
        if (shown is not null && block.Language is "sh" or "csharp" or "js")
            Output.Compare(shown!.Text, shown.Language, output ?? "", $"{page}:{shown.Line}");
    }

    private static async Task<string?> ShellAsync(Stage stage, Page page, Block block)
    {
        var commands = new Commands(stage);
        string? output = null;
        foreach (var command in ShellBlock.Commands(block.Text))
        {
            try
            {
                output += await commands.RunAsync(command) is { } said ? said + "\n" : null;
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"{page}:{block.Line}: {command}: {failure.Message}", failure);
            }
        }
        return output;
    }
}
