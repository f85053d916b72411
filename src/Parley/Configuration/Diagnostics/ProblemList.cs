namespace Parley.Configuration.Diagnostics;

/// <summary>Collects problems, so that all of them can be told at once.</summary>
public sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    /// <summary>The problems in the order of their places; those without a place last.</summary>
    public IReadOnlyList<Problem> All =>
    [
        .. _problems.OrderBy(problem => problem.Span is null).ThenBy(problem => FileOrder(problem.Span))
            .ThenBy(problem => problem.Span?.Line).ThenBy(problem => problem.Span?.Column),
    ];

    /// <summary>True when the configuration cannot be used.</summary>
    public bool HasErrors => _problems.Exists(problem => problem.Severity == Severity.Error);

    /// <summary>Adds a problem.</summary>
    public void Add(Problem problem) => _problems.Add(problem);

    /// <summary>Files come in the order in which something was first found in them.</summary>
    private int FileOrder(SourceSpan? span) => span is null ? 0 : _problems.FindIndex(problem => problem.Span?.Source == span.Source);
}
