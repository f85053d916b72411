using Parley.Configuration.Diagnostics;
using Parley.Configuration.Reading;
using YamlDotNet.Core;

namespace Parley.Yaml;

/// <summary>Configurations in YAML. Anchors and aliases are understood; a file is one document.</summary>
public sealed class YamlFormat : IConfigFormat
{
    /// <inheritdoc/>
    public bool Claims(string fileName) => fileName.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || fileName.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public ConfigNode? Parse(SourceText source, ProblemList problems)
    {
        try
        {
            return new YamlTree(source, problems).Read();
        }
        catch (YamlException exception)
        {
            problems.Add(Explain(exception, source));
            return null;
        }
    }

    private static Problem Explain(YamlException exception, SourceText source)
    {
        var (line, column) = ((int)Math.Max(1, exception.Start.Line), (int)Math.Max(1, exception.Start.Column));
        if (exception.Message.Contains(" tab ", StringComparison.Ordinal) && FirstTab(source, line, (int)exception.End.Line + 1) is { } tab)
            return new Problem(ProblemCode.Syntax, "a tab indents this line", tab) { Hint = "indent with spaces" };
        return new Problem(ProblemCode.Syntax, $"not valid YAML: {Reason(exception)}", new SourceSpan(source, line, column, 1));
    }

    /// <summary>The parser complains where the group begins that a tab spoils, and not at the tab.</summary>
    private static SourceSpan? FirstTab(SourceText source, int first, int last)
    {
        for (var line = first; line <= last; line++)
        {
            var text = source.Line(line);
            var tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && string.IsNullOrWhiteSpace(text[..tab]))
                return new SourceSpan(source, line, tab + 1, 1);
        }
        return null;
    }

    /// <summary>The parser's reason, in lower case and without a full stop, as messages are.</summary>
    private static string Reason(YamlException exception)
    {
        var reason = exception.Message.TrimEnd('.');
        return reason.Length > 1 && char.IsLower(reason[1]) ? char.ToLowerInvariant(reason[0]) + reason[1..] : reason;
    }
}
