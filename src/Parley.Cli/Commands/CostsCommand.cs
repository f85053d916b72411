using System.CommandLine;
using Parley.Cli.Hosting;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Ledger;
using Parley.Management.Costs;

namespace Parley.Cli.Commands;

/// <summary><c>parley costs</c>: what calls cost, after the ledger.</summary>
internal static class CostsCommand
{
    private static readonly Option<string[]> Config = new("--config", "-c") { Description = "The configuration files, lowest first; parley.yaml when none is named. They say where the ledger is." };

    private static readonly Option<bool> Json = new("--json") { Description = "The whole report as JSON." };

    private static readonly Option<bool> Csv = new("--csv") { Description = "One line for each group and currency." };

    private static readonly (string Word, Option<string?> Option)[] Words =
    [
        ("since", new("--since") { Description = "From when: 24h, 7d, or a moment in UTC. Without it the last 24 hours." }),
        ("until", new("--until") { Description = "Until when, likewise. Without it now." }),
        ("by", new("--by") { Description = "backend, model, key, team, tag, day or session, or several with commas. Without it backend." }),
        ("project", new("--project") { Description = "month: what a month is to be expected to cost." }),
        ("currency", new("--currency") { Description = "Convert to this currency, by routing.prices.exchange_rates." }),
        ("tz", new("--tz") { Description = "The time zone in which days begin, such as Europe/Berlin. Without it UTC." }),
        .. ((string[])["backend", "model", "key", "team", "tag", "session"]).Select(static word => (word, new Option<string?>("--" + word) { Description = $"Only of this {word}." })),
    ];

    public static Command Create()
    {
        var command = new Command("costs", "Say what calls cost.") { Config, Json, Csv };
        foreach (var (_, option) in Words)
            command.Options.Add(option);
        command.SetAction(static (parsed, cancellationToken) => ShowAsync(parsed, cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var words = Words.Where(word => parsed.GetValue(word.Option) is not null).Select(word => KeyValuePair.Create(word.Word, parsed.GetValue(word.Option)!));
        if (CostWords.Read(words, now, out var wrong) is not { } analysis)
            return Fail($"--{wrong.Word} {wrong.Why}", ExitCode.Usage);
        var files = ConfigurationSource.Files(parsed.GetValue(Config) ?? []);
        var loaded = files.Count == 0 ? null : await ConfigurationSource.LoadAsync(files, cancellationToken);
        if (loaded is { Snapshot: null })
        {
            await Console.Error.WriteLineAsync(ProblemRenderer.Render([.. loaded.Problems]));
            return ExitCode.InvalidConfiguration;
        }
        var snapshot = loaded?.Snapshot ?? GatewaySnapshot.Empty;
        try
        {
            await using var store = StorePlace.Of(snapshot.Store, files, Environment.GetEnvironmentVariable).Open();
            if (store is null)
                return Fail("no ledger is kept here: the store is none", ExitCode.NotFound);
            await store.PrepareAsync(cancellationToken);
            var report = await CostReports.AskAsync(store, analysis, snapshot.Routing.Prices, now, cancellationToken);
            await Console.Out.WriteAsync(parsed.GetValue(Csv) ? CostTexts.Csv(report) : parsed.GetValue(Json) ? CostTexts.Json(report) + "\n" : CostTexts.Table(report));
            return ExitCode.Ok;
        }
        catch (Exception failed) when (failed is LedgerStoreException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fail(failed.Message, ExitCode.Failure);
        }
    }

    private static int Fail(string why, int code)
    {
        Console.Error.WriteLine($"error: {why}");
        return code;
    }
}
