using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parley.Cli.Hosting;
using Parley.Configuration.Diagnostics;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Keys;

namespace Parley.Cli.Commands.Keys;

/// <summary>The store of keys, opened for one command.</summary>
/// <param name="Store">Where keys are kept.</param>
/// <param name="Desk">Where they are changed.</param>
/// <param name="Place">Where that is, for people.</param>
/// <param name="IsJson">Whether results are JSON.</param>
internal sealed record KeySession(IKeyStore Store, KeyDesk Desk, string Place, bool IsJson)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Option<string[]> Config { get; } = new("--config", "-c") { Description = "The configuration files, lowest first, which say where the store is; parley.yaml when none is named." };

    public static Option<bool> Json { get; } = new("--json") { Description = "Write JSON." };

    public static Argument<string> Name { get; } = new("name") { Description = "The key's name." };

    /// <summary>Who does it, as the history of keys says.</summary>
    public static string Who => $"{Environment.UserName} by parley keys";

    /// <summary>Makes a command that needs the store.</summary>
    public static Command Command(string name, string description, IEnumerable<Symbol> symbols, Func<KeySession, ParseResult, CancellationToken, Task<int>> act)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }
        command.Options.Add(Config);
        command.Options.Add(Json);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, act, cancellationToken));
        return command;
    }

    /// <summary>Writes what came of a change, or why nothing did.</summary>
    public async Task<int> TellAsync(KeyAnswer answer, string done)
    {
        if (answer.Fault is { } fault)
            return await FailAsync(fault);
        if (answer.Value is not null)
            await Console.Error.WriteLineAsync($"{answer.Key!.Name}: {done} in {Place}. The key is shown this once:");
        if (IsJson)
            await Console.Out.WriteLineAsync(JsonOf(writer => KeyPage.Write(writer, answer.Key!, TimeProvider.System.GetUtcNow(), answer.Value)));
        else
            await Console.Out.WriteLineAsync(answer.Value ?? $"{answer.Key!.Name}: {done} in {Place}");
        return ExitCode.Ok;
    }

    public static async Task<int> FailAsync(Fault fault)
    {
        await Console.Error.WriteLineAsync($"error: {fault.Message}");
        return fault.Kind switch { FaultKind.NotFound => ExitCode.NotFound, FaultKind.Conflict => ExitCode.Refused, _ => ExitCode.Usage };
    }

    public static string JsonOf(Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body, Indented))
            write(writer);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<KeySession, ParseResult, CancellationToken, Task<int>> act, CancellationToken cancellationToken)
    {
        var files = ConfigurationSource.Files(parsed.GetValue(Config) ?? []);
        var loaded = ConfigurationSource.Load(files);
        if (loaded.Options is not { } options)
        {
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
            return ExitCode.InvalidConfiguration;
        }
        try
        {
            // What else is wrong with the configuration is no matter here: the first key may be what it lacks.
            await using var store = StorePlace.Of(options.Store?.Value, files, Environment.GetEnvironmentVariable).Open();
            if (store is not IKeyStore keys)
                return await FailAsync(new Fault(FaultKind.InvalidRequest, "There is no store (store: none), in which keys could be kept."));
            await keys.PrepareAsync(cancellationToken);
            var desk = new KeyDesk(keys, TimeProvider.System, name => options.Keys.Any(key => key.Name == name));
            return await act(new KeySession(keys, desk, store.Place, parsed.GetValue(Json)), parsed, cancellationToken);
        }
        catch (Exception failed) when (failed is LedgerStoreException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"error: the store cannot be used: {failed.Message}");
            return ExitCode.Unavailable;
        }
    }
}
