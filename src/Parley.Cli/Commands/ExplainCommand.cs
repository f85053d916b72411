using System.CommandLine;
using Parley.Configuration.Diagnostics;

namespace Parley.Cli.Commands;

/// <summary><c>parley explain</c>: what the code of a problem means and what to do.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> Code = new("code") { Description = "The code, such as PRL1002; without it all codes are listed.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("explain", "Say what a problem code means.") { Code };
        command.SetAction(static parsed => Explain(parsed.GetValue(Code)));
        return command;
    }

    private static int Explain(string? id)
    {
        if (id is null)
        {
            foreach (var code in ProblemCode.All)
                Console.WriteLine($"{code.Id}  {code.Title}");
            return ExitCode.Ok;
        }
        if (ProblemCode.All.FirstOrDefault(code => code.Id.Equals(id, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            Console.Error.WriteLine($"error: there is no problem code {id}; `parley explain` lists them all.");
            return ExitCode.NotFound;
        }
        Console.WriteLine($"{found.Id}: {found.Title}");
        Console.WriteLine();
        Console.WriteLine(found.Explanation);
        return ExitCode.Ok;
    }
}
