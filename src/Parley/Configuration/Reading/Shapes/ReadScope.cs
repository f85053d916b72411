using Parley.Configuration.Credentials;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>What reading needs besides the nodes: where problems go, and the environment.</summary>
/// <param name="Problems">Takes the problems.</param>
/// <param name="Environment">The value of an environment variable; null when it is not set.</param>
internal sealed record ReadScope(ProblemList Problems, Func<string, string?> Environment)
{
    /// <summary>Follows references to commands and files; null where none is followed.</summary>
    public SecretReferences? Followed { get; init; }

    /// <summary>What a reference to a command or a file leads to; null for a value that is none.</summary>
    public SecretSetting? Referred(ConfigScalar scalar)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(scalar.Span.Source.Name))!;
        if (SecretReference.Read(scalar.Text, folder, Environment, out var unset) is not { } reference)
            return null;
        if (reference.Command.IsEmpty && reference.File.Length == 0)
        {
            NotAllowed(scalar, "the reference names nothing", "write `exec: program argument`, or `file: path`");
            return new SecretSetting(null);
        }
        if (unset is not null)
            return new SecretSetting(null) { Variable = unset };
        if (Followed is null)
            return new SecretSetting(null) { Reference = reference.Name, Trouble = $"{reference.Name} is not asked here" };
        var secret = Followed.Follow(reference, out var trouble);
        if (secret is not null && trouble is not null)
            Problems.Add(new Problem(ProblemCode.NotRenewed, $"a key stays as it was: {trouble}", scalar.Span) { Severity = Severity.Warning });
        return new SecretSetting(secret) { Reference = reference.Name, Trouble = trouble };
    }

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
