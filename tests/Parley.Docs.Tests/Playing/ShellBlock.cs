using System.Text;

namespace Parley.Docs.Tests.Playing;

/// <summary>Cuts a block of shell commands into commands: one a line, unless a quote is open or the line ends in a backslash.</summary>
internal static class ShellBlock
{
    public static IEnumerable<string> Commands(string text)
    {
        var command = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (command.Length == 0 && (line.Length == 0 || line.StartsWith('#')))
                continue;
            command.Append(line);
            if (IsOpen(command.ToString()))
            {
                command.Append('\n');
                continue;
            }
            yield return command.ToString();
            command.Clear();
        }
        Assert.Equal("", command.ToString());
    }

    private static bool IsOpen(string command)
    {
        var quote = '\0';
        for (var i = 0; i < command.Length; i++)
        {
            if (command[i] == '\\' && quote != '\'')
                i++;
            else if (command[i] == quote)
                quote = '\0';
            else if (quote == '\0' && command[i] is '\'' or '"')
                quote = command[i];
        }
        return quote != '\0' || command.EndsWith('\\');
    }
}
