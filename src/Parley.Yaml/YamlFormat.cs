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
        var text = source.Line(line);
        var indent = text.AsSpan(0, text.Length - text.AsSpan().TrimStart().Length);
        var tab = indent.IndexOf('\t');
        return tab >= 0
            ? new Problem(ProblemCode.Syntax, "a tab indents this line", new SourceSpan(source, line, tab + 1, 1)) { Hint = "indent with spaces" }
            : new Problem(ProblemCode.Syntax, $"not valid YAML: {Reason(exception)}", new SourceSpan(source, line, column, 1));
    }

    /// <summary>The parser's reason, in lower case and without a full stop, as messages are.</summary>
    private static string Reason(YamlException exception)
    {
        var reason = exception.Message.TrimEnd('.');
        return reason.Length > 1 && char.IsLower(reason[1]) ? char.ToLowerInvariant(reason[0]) + reason[1..] : reason;
    }
}
