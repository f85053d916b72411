using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>Something that a proof found wrong with a recording.</summary>
/// <param name="Proof">The proof.</param>
/// <param name="Recording">The recording.</param>
/// <param name="Target">The wire that it was written in.</param>
/// <param name="Rule">The rule: the checker's name of it, or one of the proof's own.</param>
/// <param name="Detail">What is wrong.</param>
/// <param name="Expected">What the source says, where two texts are compared.</param>
internal sealed record Finding(string Proof, Recording Recording, Protocol Target, string Rule, string Detail, string? Expected = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Recording.Api} {Recording.Id} -> {Target}: {Rule}: {Detail}";
}
