using Parley.Corpus.Tests.Recordings;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A stream means the same wherever the network cuts it.</summary>
internal sealed class CuttingProof() : Proof("stream, cut anywhere")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.IsStream;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run) =>
        StreamFold.EveryCut(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, recording.Profile);
}
