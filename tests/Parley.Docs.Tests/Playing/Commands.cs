using System.Text.Json.Nodes;
using Parley.Architecture.Tests.Scanning;

namespace Parley.Docs.Tests.Playing;

/// <summary>Does what a command of a page says, or checks that what it names is there.</summary>
internal sealed class Commands(Stage stage)
{
    /// <summary>Programs of others: they are named, not run.</summary>
    private static readonly string[] Others = ["claude", "codex", "gemini", "ollama", "cd"];

    private static readonly string[] ServeOptions = ["--port", "-p", "--log-level"];

    private static readonly string[] DotnetVerbs = ["build", "test", "format", "publish", "run", "add"];

    /// <summary>Runs a command; null when it has no output to compare.</summary>
    public async Task<string?> RunAsync(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words[0].Contains('=', StringComparison.Ordinal))
            words = words[1..];
        switch (words[0])
        {
            case "curl":
                return await stage.CurlAsync(command);
            case "export":
                return Export(words[1]);
            case "parley":
                return await ParleyAsync(words[1..]);
            case "dotnet":
                return await DotnetAsync(words[1..]);
            case "npm":
                return Npm(words[1..]);
            case var file when file.StartsWith("./", StringComparison.Ordinal):
                Assert.True(Exists(file), $"there is no {file}");
                return null;
            default:
                Assert.Contains(words[0], Others);
                return null;
        }
    }

    private string? Export(string assignment)
    {
        var parts = assignment.Split('=', 2);
        stage.Set(parts[0], parts[1].Trim('"', '\''));
        return null;
    }

    /// <summary>Verbs that end are run; of those that serve, the files are checked, and the output is the banner.</summary>
    private async Task<string?> ParleyAsync(string[] arguments)
    {
        if (arguments is ["config" or "explain" or "route" or "credentials" or "costs" or "keys", ..] || arguments.Contains("--help") || arguments.Contains("--version"))
            return await stage.RunAsync(arguments);
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is "--config" or "-c")
                Assert.True(stage.Has(arguments[i + 1]), $"the page shows no {arguments[i + 1]}");
            else if (arguments[i].StartsWith('-'))
                Assert.Contains(arguments[i], ServeOptions);
        }
        return arguments.Contains("4001") ? null : await stage.BannerAsync();
    }

    private async Task<string?> DotnetAsync(string[] words)
    {
        if (words is ["run", "--project", var project, ..])
        {
            Assert.True(Exists(project), $"there is no {project}");
            return await ParleyAsync([.. words.SkipWhile(static word => word != "--").Skip(1)]);
        }
        Assert.Contains(words[0], DotnetVerbs);
        if (words is ["add", _, "package", var package, ..])
            Assert.Contains($"Include=\"{package}\"", Repository.Text("Directory.Packages.props"), StringComparison.Ordinal);
        else
            Assert.All(words.Where(static word => word.Contains('/', StringComparison.Ordinal) || word.EndsWith(".slnx", StringComparison.Ordinal)).Where(static word => !word.StartsWith("artifacts/", StringComparison.Ordinal)), static word => Assert.True(Exists(word), $"there is no {word}"));
        return null;
    }

    private static string? Npm(string[] words)
    {
        if (words[0] == "ci")
        {
            Assert.True(Exists(words[Array.IndexOf(words, "--prefix") + 1] + "/package-lock.json"));
            return null;
        }
        Assert.Equal("install", words[0]);
        var known = JsonNode.Parse(Repository.Text("tests/Parley.Clients.Tests/node/package.json"))!["dependencies"]!.AsObject();
        Assert.All(words[1..], package => Assert.True(known.ContainsKey(package), $"{package} is not among the tested clients"));
        return null;
    }

    private static bool Exists(string path) => File.Exists(Path.Combine(Repository.Root, path)) || Directory.Exists(Path.Combine(Repository.Root, path));
}
