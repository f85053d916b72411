using Parley.Corpus.Tests.Proofs;

namespace Parley.Corpus.Tests;

/// <summary>A finding that is right as it is.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Applies">Which findings are meant, by their content.</param>
/// <param name="Reason">Why it is right.</param>
internal sealed record CorpusException(string Rule, Predicate<Finding> Applies, string Reason)
{
    /// <summary>True when a finding is meant.</summary>
    public bool Covers(Finding finding) => finding.Rule == Rule && Applies(finding);
}

/// <summary>Every exception to the corpus proofs. Each is a predicate over content with its reason, never over ids; one that covers nothing any more fails its test.</summary>
internal static class Exceptions
{
    /// <summary>The exceptions.</summary>
    public static IReadOnlyList<CorpusException> All { get; } = [];
}
