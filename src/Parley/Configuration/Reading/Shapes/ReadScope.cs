using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>What reading needs besides the nodes: where problems go, and the environment.</summary>
/// <param name="Problems">Takes the problems.</param>
/// <param name="Environment">The value of an environment variable; null when it is not set.</param>
internal sealed record ReadScope(ProblemList Problems, Func<string, string?> Environment)
{
    /// <summary>Reports a value of the wrong kind.</summary>
    public void WrongKind(ConfigNode node, string wanted, string hint = "") =>
        Problems.Add(new Problem(ProblemCode.WrongKind, $"{wanted} is wanted here, not {node.Kind}", node.Span) { Hint = hint.Length > 0 ? hint : $"write {wanted}" });

    /// <summary>Reports a value outside of what is allowed.</summary>
    public void NotAllowed(ConfigNode node, string message, string hint) => Problems.Add(new Problem(ProblemCode.NotAllowed, message, node.Span) { Hint = hint });

    /// <summary>A scalar's text with its references filled in; null after a problem.</summary>
    public string? Text(ConfigScalar scalar)
    {
        var text = References.Expand(scalar.Text, Environment, out var unset);
        if (unset is not null)
            Problems.Add(new Problem(ProblemCode.NotSet, $"environment variable `{unset}` is not set", scalar.Span) { Hint = $"set it, or write a default: ${{{unset}:-default}}" });
        return unset is null ? text : null;
    }
}
