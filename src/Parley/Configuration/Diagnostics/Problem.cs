using System.Collections.Immutable;

namespace Parley.Configuration.Diagnostics;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>Worth knowing; the configuration is used all the same.</summary>
    Warning,

    /// <summary>The configuration cannot be used.</summary>
    Error,
}

/// <summary>One thing that is wrong with a configuration.</summary>
/// <param name="Code">What kind of problem, see <see cref="ProblemCode"/>.</param>
/// <param name="Message">What is wrong, in one line without a full stop; no secret.</param>
/// <param name="Span">Where; null for what has no place, such as options made in code.</param>
public sealed record Problem(ProblemCode Code, string Message, SourceSpan? Span = null)
{
    /// <summary>How bad it is.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>What stands beside the caret: the likeliest remedy; empty when there is none.</summary>
    public string Hint { get; init; } = "";

    /// <summary>Further facts, one line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The first line of the shown form.</summary>
    public override string ToString() => $"{(Severity == Severity.Error ? "error" : "warning")}[{Code.Id}]: {Message}";
}
