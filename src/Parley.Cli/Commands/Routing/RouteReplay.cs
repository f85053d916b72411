using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using Parley.Cli.Hosting;
using Parley.Configuration.Diagnostics;
using Parley.Management;

namespace Parley.Cli.Commands.Routing;

/// <summary><c>parley route replay</c>: makes past decisions again under another configuration and shows what would change.</summary>
internal static class RouteReplay
{
    private static readonly Option<string[]> Policy = new("--policy") { Description = "The other configuration; several files overlay each other.", Required = true };

    private static readonly Option<FileInfo?> From = new("--from") { Description = "The past decisions, one JSON object for each line, as GET /admin/decisions gives them." };

    private static readonly Option<string> Url = new("--url") { Description = "The gateway to ask for them.", DefaultValueFactory = static _ => "http://127.0.0.1:4000" };

    private static readonly Option<string?> Key = new("--key-env") { Description = "The environment variable with the key to show to that gateway." };

    private static readonly Option<bool> Json = new("--json") { Description = "The report as JSON, with every change." };

    static RouteReplay() => Url.Validators.Add(static url =>
    {
        if (url.Tokens is [{ Value: var text }] && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            url.AddError($"--url is an address such as http://127.0.0.1:4000, not '{text}'.");
    });

    public static Command Create()
    {
        var command = new Command("replay", "Make past decisions again under another configuration; nothing is sent to a backend.") { Policy, From, Url, Key, Json };
        command.SetAction(static (parsed, cancellationToken) => ReplayAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> ReplayAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var loaded = ConfigurationSource.Load(parsed.GetRequiredValue(Policy));
        if (loaded.Problems.Count > 0)
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
        if (loaded.Snapshot is not { } policy)
            return ExitCode.InvalidConfiguration;
        if (parsed.GetValue(From) is { } folder && Directory.Exists(folder.FullName))
        {
            await Console.Error.WriteLineAsync($"error: {folder} is a folder; --from is a file of decisions");
            return ExitCode.Failure;
        }
        try
        {
            var decisions = parsed.GetValue(From) is { } file
                ? DecisionReports.ReadLines(await File.ReadAllTextAsync(file.FullName, cancellationToken), file.ToString())
                : DecisionReports.ReadLines(await AskAsync(parsed, cancellationToken), parsed.GetRequiredValue(Url));
            var report = new Replay(policy).Run(decisions);
            await Console.Out.WriteLineAsync(parsed.GetValue(Json) ? ReplayText.ForPrograms(report) : ReplayText.ForPeople(report).TrimEnd());
            return ExitCode.Ok;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or HttpRequestException or JsonException || (unreadable is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await Console.Error.WriteLineAsync($"error: the decisions cannot be read: {unreadable.Message}");
            return ExitCode.Failure;
        }
    }

    private static async Task<string> AskAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(parsed.GetRequiredValue(Url)) };
        if (parsed.GetValue(Key) is { } name && Environment.GetEnvironmentVariable(name) is { Length: > 0 } key)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await client.GetStringAsync(new Uri("/admin/decisions", UriKind.Relative), cancellationToken);
    }
}
