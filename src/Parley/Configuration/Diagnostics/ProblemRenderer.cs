using System.Text;

namespace Parley.Configuration.Diagnostics;

/// <summary>Shows problems as compilers do: code and message, place, line, caret, hint, notes. Plain text with line feeds; colour is the terminal's business.</summary>
public static class ProblemRenderer
{
    /// <summary>All problems, one empty line between them, and the count at the end.</summary>
    public static string Render(IReadOnlyCollection<Problem> problems)
    {
        var text = new StringBuilder();
        foreach (var problem in problems)
        {
            Append(text, problem);
            text.Append('\n');
        }
        return text.Append(Count(problems)).ToString();
    }

    /// <summary>One problem.</summary>
    public static string Render(Problem problem)
    {
        var text = new StringBuilder();
        Append(text, problem);
        return text.ToString();
    }

    private static void Append(StringBuilder text, Problem problem)
    {
        text.Append(problem).Append('\n');
        var margin = "";
        if (problem.Span is { } span)
        {
            margin = new string(' ', span.Line.ToString().Length);
            AppendPlace(text, problem, span, margin);
        }
        else if (problem.Hint.Length > 0)
        {
            text.Append("  = hint: ").Append(problem.Hint).Append('\n');
        }
        foreach (var note in problem.Notes)
            text.Append(margin).Append(" = note: ").Append(note).Append('\n');
        text.Append(margin).Append(" = help: parley explain ").Append(problem.Code.Id).Append('\n');
    }

    private static void AppendPlace(StringBuilder text, Problem problem, SourceSpan span, string margin)
    {
        // Tabs become single spaces, so that the caret stands under the character that it means.
        var line = span.Source.Line(span.Line).Replace('\t', ' ');
        var length = Math.Max(1, Math.Min(span.Length, line.Length - span.Column + 1));
        text.Append(margin).Append("--> ").Append(span).Append('\n');
        text.Append(margin).Append(" |\n");
        text.Append(span.Line).Append(" | ").Append(line).Append('\n');
        text.Append(margin).Append(" | ").Append(' ', span.Column - 1).Append('^', length);
        if (problem.Hint.Length > 0)
            text.Append(' ').Append(problem.Hint);
        text.Append('\n');
    }

    private static string Count(IReadOnlyCollection<Problem> problems)
    {
        var errors = problems.Count(problem => problem.Severity == Severity.Error);
        var warnings = problems.Count - errors;
        var parts = new List<string>();
        if (errors > 0)
            parts.Add(errors == 1 ? "1 error" : $"{errors} errors");
        if (warnings > 0)
            parts.Add(warnings == 1 ? "1 warning" : $"{warnings} warnings");
        return parts.Count == 0 ? "no problems" : string.Join(", ", parts);
    }
}
