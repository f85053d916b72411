using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Cli.Hosting;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Management;
using Parley.Serving.Callers;

namespace Parley.Cli.Commands.Routing;

/// <summary><c>parley route explain</c>: where a request would go and why, without sending it.</summary>
internal static class RouteExplain
{
    private static readonly Option<string?> Model = new("--model", "-m") { Description = "The model to ask for; without it the file's." };

    private static readonly Option<FileInfo?> File = new("--file", "-f") { Description = "A request as a caller would send it." };

    private static readonly Option<string> Dialect = new("--dialect") { Description = "The dialect that the file is written in.", DefaultValueFactory = static _ => DialectNames.OpenAIChat };

    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The configuration files, lowest first; parley.yaml when none is named." };

    private static readonly Option<bool> Json = new("--json") { Description = "The whole decision as JSON." };

    static RouteExplain() => Dialect.AcceptOnlyFromAmong([.. KnownDialects.All.Select(static dialect => dialect.Name)]);

    public static Command Create()
    {
        var command = new Command("explain", "Say where a request would go and why; nothing is sent.") { Model, File, Dialect, Config, Json };
        command.Validators.Add(static result =>
        {
            if (result.GetValue(Model) is null && result.GetValue(File) is null)
                result.AddError("Name a model by -m, or a request by --file.");
        });
        command.SetAction(static (parsed, cancellationToken) => ExplainAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> ExplainAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var loaded = await ConfigurationSource.LoadAsync(ConfigurationSource.Files(parsed.GetValue(Config) ?? []), cancellationToken);
        if (loaded.Problems.Count > 0)
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
        if (loaded.Snapshot is not { } snapshot)
            return ExitCode.InvalidConfiguration;
        using var gateway = new Gateway(() => snapshot, TimeProvider.System, NullLoggerFactory.Instance);
        var dialect = KnownDialects.Find(parsed.GetRequiredValue(Dialect))!;
        if (!TryRead(parsed.GetValue(File), out var body))
            return ExitCode.NotFound;
        if (!RequestText.TryRead(dialect, body, parsed.GetValue(Model) ?? "", out var text, out var fault))
            return Fail(fault!);
        var wishes = CallerWishes.Of(call: null, text.Head, snapshot, out fault);
        if (fault is not null || new Explanations(gateway).Explain(text, wishes.Routing, caller: null, out fault) is not { } report)
            return Fail(fault!);
        await Console.Out.WriteAsync(parsed.GetValue(Json) ? DecisionReports.ToJson(report) + "\n" : DecisionText.Of(report));
        return ExitCode.Ok;
    }

    private static bool TryRead(FileInfo? file, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (file is null)
            return true;
        if (Directory.Exists(file.FullName))
        {
            Console.Error.WriteLine($"error: {file} is a folder; --file is one request as a caller would send it");
            return false;
        }
        try
        {
            body = WithoutMark(System.IO.File.ReadAllBytes(file.FullName));
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {file} cannot be read: {unreadable.Message}");
            return false;
        }
    }

    /// <summary>The text without the mark that some editors put before UTF-8, which no caller sends.</summary>
    private static ReadOnlyMemory<byte> WithoutMark(byte[] text) => text.AsMemory(text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);

    private static int Fail(Fault fault)
    {
        Console.Error.WriteLine($"error: {fault.Message}");
        return ExitCode.NotFound;
    }
}
