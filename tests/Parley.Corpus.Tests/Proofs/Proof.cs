using Parley.Corpus.Tests.Mutations;
using Parley.Corpus.Tests.Recordings;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>What must hold for every recording of a kind.</summary>
/// <param name="name">What is proved, in plain words.</param>
internal abstract class Proof(string name)
{
    /// <summary>Every proof.</summary>
    public static IReadOnlyList<Proof> All { get; } =
        [new RequestProof(), new TranslatedRequestProof(), new HeadProof(), new FaultProof(), new ReplyProof(), new StreamProof(), new CuttingProof(), new TapProof(), new MutationProof(), new PlainProof(), new UsageProof()];

    /// <summary>What is proved, in plain words.</summary>
    public string Name { get; } = name;

    /// <summary>True for the recordings that the proof is about.</summary>
    public abstract bool IsAbout(Recording recording);

    /// <summary>Looks at one recording.</summary>
    public abstract void Prove(Recording recording, ProofRun run);
}
