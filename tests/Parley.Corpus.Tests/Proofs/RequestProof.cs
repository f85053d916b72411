using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A request that a real client sent is read and written again without loss.</summary>
internal sealed class RequestProof() : Proof("request, written again")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.HasRequest;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var request = recording.Request();
        var written = CodecProof.WriteRequest(recording.Protocol.Codec, recording.Protocol.Codec.ReadRequest(request));
        run.DemandSame(recording, Exceptions.InRequests(recording.Protocol), request.Body, written.Body);
        // Of two limits of tokens one reaches a server, and the loss of the other is told.
        foreach (var entry in written.Log.Entries.Where(static entry => entry is { Category: ConversionCategory.Dropped, Field: not "max_completion_tokens" } or { Category: ConversionCategory.Clamped }))
            run.Fail(recording, recording.Protocol, "loses", entry.ToString());
        DemandSamePath(recording, request, written.Path, run);
    }

    /// <summary>Where the model is in the path, whether it streams is there too. How far the model's name is escaped is not said.</summary>
    private static void DemandSamePath(Recording recording, in WireRequest request, string path, ProofRun run)
    {
        if (!recording.Protocol.HasModelInPath)
            return;
        var marker = recording.Protocol.Dialect == Protocol.Gemini.Dialect ? "models/" : "model/";
        var recorded = Uri.UnescapeDataString(request.Path[(request.Path.LastIndexOf(marker, StringComparison.Ordinal) is >= 0 and var start ? start : 0)..]);
        run.Demand(Uri.UnescapeDataString(path).StartsWith(recorded, StringComparison.Ordinal), recording, recording.Protocol, "path", $"expected {recorded}, actual {path}");
    }
}
