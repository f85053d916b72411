using System.Text;

namespace Parley.Cli.Commands.Credentials;

/// <summary>Asks for what must not be seen: typed at a terminal it is not shown, else it comes from standard input.</summary>
internal static class HiddenPrompt
{
    public static bool IsTerminal => !Console.IsInputRedirected;

    /// <summary>The answer; null when it was given up.</summary>
    public static string? Ask(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace)
                typed.Length = Math.Max(0, typed.Length - 1);
            else if (key.Key == ConsoleKey.Escape)
                return null;
            else if (key.KeyChar != '\0')
                typed.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return typed.ToString();
    }

    /// <summary>A secret from the terminal, or all of standard input.</summary>
    public static string? AskOrRead(string question) => IsTerminal ? Ask(question) : Console.In.ReadToEnd();
}
