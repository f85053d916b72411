using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A request of one dialect, written in another, is in that dialect's form and says the same texts.</summary>
internal sealed class TranslatedRequestProof() : Proof("request, written in another dialect")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.HasRequest;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var read = recording.Protocol.Codec.ReadRequest(recording.Request());
        // Azure and Vertex have the model in the path; the engine gives every request the target's name.
        var request = read with { Model = read.Model.Length > 0 ? read.Model : "model" };
        foreach (var target in Protocol.Targets.Where(target => target.Dialect != recording.Protocol.Dialect))
            run.Guard(recording, target, () => Prove(recording, request, target, run));
    }

    private static void Prove(Recording recording, ChatRequest request, Protocol target, ProofRun run)
    {
        var written = CodecProof.WriteRequest(target.Codec, request);
        var again = CodecProof.WriteRequest(target.Codec, request);
        run.Demand(written.Text == again.Text && written.Path == again.Path, recording, target, "deterministic", "The same request gave two texts.");
        var texts = request.Messages.SelectMany(static message => Texts(message.Parts)).Where(static text => text.Trim().Length > 0);
        run.Judge(
            new { wire = target.Name, body = JsonNode.Parse(written.Body.Span), path = written.Path, texts },
            verdict =>
            {
                foreach (var breach in verdict.Breaches)
                    run.Fail(recording, target, breach.Rule, breach.Msg);
            });
        CodecProof.WriteRequest(target.Codec, target.Codec.ReadRequest(Sent(written)));
    }

    private static Dialects.Wire.WireRequest Sent(Written written)
    {
        var path = written.Path.Split('?');
        return new("/" + path[0], path.Length > 1 ? path[1] : "", new Dialects.Wire.WireHeaders(written.Headers), written.Body);
    }

    private static IEnumerable<string> Texts(IEnumerable<Part> parts) => parts.SelectMany(static part => part switch
    {
        TextPart text => [text.Text.ToString()],
        ToolResultPart { Json.IsAbsent: true } result => Texts(result.Content),
        _ => (IEnumerable<string>)[],
    });
}
