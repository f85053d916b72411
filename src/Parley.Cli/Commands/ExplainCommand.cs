using System.CommandLine;
using Parley.Configuration.Diagnostics;

namespace Parley.Cli.Commands;

/// <summary><c>parley explain PRL1002</c>: what a problem of a configuration means and what to do about it.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Code = new("code") { Description = "The code of a problem, for instance PRL1002." };

    public static Command Create()
    {
        var command = new Command("explain", "Explain a problem of a configuration by its code.") { Code };
        command.SetAction(static parsed => Explain(parsed.GetValue(Code) ?? ""));
        return command;
    }

    private static int Explain(string id)
    {
        foreach (var code in ProblemCode.All)
        {
            if (!code.Id.Equals(id, StringComparison.OrdinalIgnoreCase))
                continue;
            Console.WriteLine($"{code.Id}: {code.Title}\n\n{code.Explanation}");
            return ExitCode.Ok;
        }
        Console.Error.WriteLine($"There is no problem {id}; the codes are {ProblemCode.All[0].Id} and up.");
        return ExitCode.NotFound;
    }
}
