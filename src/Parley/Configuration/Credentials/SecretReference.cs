using System.Collections.Immutable;
using System.Text;
using Parley.Configuration.Reading;

namespace Parley.Configuration.Credentials;

/// <summary>Where a secret stands that a configuration refers to: <c>exec: program argument ...</c>, <c>file: path</c>.</summary>
/// <param name="Command">The program and its arguments; empty for a file.</param>
/// <param name="File">The file; empty for a command.</param>
internal sealed record SecretReference(ImmutableArray<string> Command, string File)
{
    private const string ExecPrefix = "exec:";
    private const string FilePrefix = "file:";

    /// <summary>How messages name it: arguments may be confidential, and are left out.</summary>
    public string Name => Command.IsEmpty ? $"file `{File}`" : $"command `{Command[0]}`";

    /// <summary>By what it is known.</summary>
    public string Id => Command.IsEmpty ? FilePrefix + File : ExecPrefix + string.Join('\0', Command);

    /// <summary>Reads a reference; null for a value that is none. Variables of the environment are filled into words and never make words.</summary>
    /// <param name="text">The value as it is written.</param>
    /// <param name="folder">The folder of the configuration file, to which paths are relative.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="unset">The first variable that is not set; null when there is none.</param>
    public static SecretReference? Read(string text, string folder, Func<string, string?> environment, out string? unset)
    {
        string? lacking = null;
        var reference = text.StartsWith(ExecPrefix, StringComparison.Ordinal) ? new SecretReference([.. Words(text[ExecPrefix.Length..]).Select(Filled)], "")
            : text.StartsWith(FilePrefix, StringComparison.Ordinal) ? new SecretReference([], PathOf(Filled(text[FilePrefix.Length..].Trim())))
            : null;
        unset = lacking;
        return reference;

        string Filled(string word)
        {
            var filled = References.Expand(word, environment, out var missing);
            lacking ??= missing;
            return filled;
        }

        string PathOf(string path) => path.Length == 0 ? ""
            : path.StartsWith("~/", StringComparison.Ordinal) && environment("HOME") is { Length: > 0 } home ? Path.Combine(home, path[2..])
            : Path.GetFullPath(path, folder);
    }

    /// <summary>Words between blanks; quotes of either kind keep blanks together. There is no shell, so that nothing else means anything.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        var (quote, begun) = ('\0', false);
        foreach (var letter in text)
        {
            if (letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '"' or '\'')
            {
                (quote, begun) = (letter, true);
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                if (begun || word.Length > 0)
                    yield return word.ToString();
                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(letter);
            }
        }
        if (begun || word.Length > 0)
            yield return word.ToString();
    }
}
