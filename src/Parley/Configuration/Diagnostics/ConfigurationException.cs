namespace Parley.Configuration.Diagnostics;

/// <summary>A configuration that cannot be used, with everything that is wrong with it.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Tells what is wrong.</summary>
    /// <param name="problems">Everything found, warnings included.</param>
    public ConfigurationException(IEnumerable<Problem> problems)
        : this([.. problems])
    {
    }

    private ConfigurationException(Problem[] problems)
        : base(ProblemRenderer.Render(problems)) => Problems = problems;

    /// <summary>Everything that is wrong, in the order of its places.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
