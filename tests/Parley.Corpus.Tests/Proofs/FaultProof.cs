using System.Buffers;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A recorded error is understood, and every dialect says it in its own words.</summary>
internal sealed class FaultProof() : Proof("error reply")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.IsError || (recording.IsWhole && recording.Protocol.Codec.IsFault(recording.Reply()));

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var fault = recording.Protocol.Codec.ReadFault(recording.Reply());
        run.Demand(fault.Source == FaultSource.Provider, recording, recording.Protocol, "source", $"{fault.Source}");
        run.Demand(fault.Dialect == recording.Protocol.Dialect, recording, recording.Protocol, "dialect", fault.Dialect);
        run.Demand(fault.Message.Length > 0, recording, recording.Protocol, "message", "The fault has no message.");
        if (recording.IsError)
            run.Demand((fault.Status == recording.Status || fault.Kind == FaultKind.Authentication) && IsOfFamily(fault.Kind, recording.Status), recording, recording.Protocol, "kind", $"{recording.Status} became {fault.Status} {fault.Kind}");
        run.Judge(Answers.Recorded(recording), source =>
            run.Demand(source.Essence.Error is not null, recording, recording.Protocol, "is no error", fault.ToString()));
        foreach (var target in Protocol.Targets)
            run.Guard(recording, target, () => Write(recording, fault, target, run));
    }

    private static void Write(Recording recording, Fault fault, Protocol target, ProofRun run)
    {
        var body = new ArrayBufferWriter<byte>();
        var writer = new WireReplyWriter(body);
        target.Codec.WriteFault(fault with { RequestId = fault.RequestId ?? "req_1" }, writer);
        run.Demand(writer.Status is >= 400 and < 600, recording, target, "status", $"{writer.Status}");
        if (recording.IsError && (fault.Kind != FaultKind.Authentication || target.Dialect == recording.Protocol.Dialect))
            run.Demand(writer.Status == recording.Status, recording, target, "status", $"{recording.Status} became {writer.Status}");
        run.JudgeStrictly(recording, target, "error", Answers.Whole(target, body.WrittenMemory, request: null, writer.Status), verdict =>
            run.Demand(verdict.Essence.Error == fault.Message, recording, target, "message", $"expected '{fault.Message}', actual '{verdict.Essence.Error}'"));
        var again = target.Codec.ReadFault(new WireReply(writer.Status, new WireHeaders(writer.Headers), body.WrittenMemory));
        run.Demand(FaultStatus.Of(again.Kind) == FaultStatus.Of(fault.Kind), recording, target, "kind", $"{fault.Kind} became {again.Kind}");
    }

    private static bool IsOfFamily(FaultKind kind, int status) => FaultStatus.Of(kind) == status || (status, kind) switch
    {
        // Google answers 400 to a wrong key; services differ on the status of a model that is not there or of an empty purse.
        (400, FaultKind.Authentication or FaultKind.NotFound) => true,
        // AWS answers 403 to a wrong signature and 424 to a failure of the model.
        (403, FaultKind.Authentication) or (424, FaultKind.Upstream) => true,
        (402 or 403, FaultKind.Quota or FaultKind.Payment) => true,
        ( >= 500, FaultKind.Upstream or FaultKind.Overloaded) => true,
        ( >= 400 and < 500, FaultKind.InvalidRequest) => status is not (401 or 403 or 404 or 429),
        _ => false,
    };
}
