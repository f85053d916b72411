using System.CommandLine;
using Parley.Configuration.Diagnostics;
using Parley.Routing.Evaluation;

namespace Parley.Cli.Commands.Routing;

/// <summary><c>parley route evaluate</c>: judges a routing strategy on a table of prompts.</summary>
internal static class RouteEvaluate
{
    private static readonly Option<string> Table = new("--table") { Description = "The table: JSON Lines of prompts with the reward and cost of every arm.", Required = true };

    private static readonly Option<string> Strategy = new("--strategy") { Description = "adaptive, best, cheapest, mixture or random.", DefaultValueFactory = static _ => "adaptive" };

    private static readonly Option<double?> Ceiling = new("--ceiling") { Description = "What a request may cost on average, in US dollars; without it there is no limit." };

    private static readonly Option<int> Seeds = new("--seeds") { Description = "How many times, each with an order of its own.", DefaultValueFactory = static _ => 20 };

    private static readonly Option<string?> Learn = new("--learn") { Description = "What to begin with: a table to learn from, or a file of learned states. A file that does not exist yet is written: what was learned." };

    private static readonly Option<string?> Split = new("--split") { Description = "half: learn from a random half of the prompts and count the other." };

    static RouteEvaluate()
    {
        Strategy.AcceptOnlyFromAmong([.. EvaluationOptions.Strategies]);
        Split.AcceptOnlyFromAmong("half");
        Seeds.Validators.Add(static seeds =>
        {
            if (seeds.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var count) && count is >= 1 and <= 10_000))
                seeds.AddError($"--seeds is a number from 1 to 10000, not '{text}'.");
        });
        Ceiling.Validators.Add(static ceiling =>
        {
            if (ceiling.Tokens is [{ Value: var text }] && !(double.TryParse(text, out var limit) && limit > 0 && double.IsFinite(limit)))
                ceiling.AddError($"--ceiling is a number above 0, not '{text}'.");
        });
    }

    public static Command Create()
    {
        var evaluate = new Command("evaluate", "Judge a strategy on a table; the report is JSON.") { Table, Strategy, Ceiling, Seeds, Learn, Split };
        evaluate.SetAction(static parsed => Evaluate(parsed));
        return evaluate;
    }

    private static int Evaluate(ParseResult parsed)
    {
        try
        {
            var lesson = Lesson.Open(parsed.GetValue(Learn));
            var table = RoutingTableFile.Read(parsed.GetRequiredValue(Table));
            var evaluation = new TableEvaluation(table, new EvaluationOptions
            {
                Strategy = parsed.GetRequiredValue(Strategy),
                Ceiling = parsed.GetValue(Ceiling),
                Seeds = parsed.GetValue(Seeds),
                SplitHalf = parsed.GetValue(Split) is not null,
                Learn = lesson.TableFor(table),
                States = lesson.States,
            });
            var report = evaluation.Run();
            lesson.Save(evaluation.Learned);
            Console.WriteLine(report.ToJson());
            return ExitCode.Ok;
        }
        catch (ConfigurationException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return ExitCode.InvalidConfiguration;
        }
    }
}
