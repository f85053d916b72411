using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A whole answer is written again in its own dialect without loss, and in every dialect correctly and with the same content.</summary>
internal sealed class ReplyProof() : Proof("whole reply")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.IsWhole && !recording.Protocol.Codec.IsFault(recording.Reply());

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var reply = recording.Protocol.Codec.ReadReply(recording.Reply(), recording.Profile);
        var own = CodecProof.WriteReply(recording.Protocol.Codec, reply, recording.Asked());
        run.DemandSame(recording, Exceptions.InReplies(recording.Protocol), recording.Body(), own.Body);
        Essence? source = null;
        run.Judge(Answers.Recorded(recording), verdict => source = verdict.Essence);
        foreach (var target in recording.Protocol.WithOthers())
            run.Guard(recording, target, () => Write(recording, reply, target, run, () => source!));
    }

    private static void Write(Recording recording, ChatReply reply, Protocol target, ProofRun run, Func<Essence> source)
    {
        var written = CodecProof.WriteReply(target.Codec, reply, recording.Asked());
        run.JudgeStrictly(recording, target, "whole", Answers.Whole(target, written.Body, Answers.Request(recording, target, reply)), verdict =>
            Answers.DemandSame(run, recording, target, "whole", source(), verdict.Essence));
        var arrived = target.Codec.ReadReply(new WireReply(200, WireHeaders.None, written.Body), Dialects.WireProfile.Default);
        var hasUsage = reply.Usage.Input.IsKnown && reply.Usage.Output.IsKnown;
        var (expected, actual) = (Gist.Of(reply, hasUsage), Gist.Of(arrived, hasUsage));
        if (expected != actual)
            run.Fail(recording, target, "gist", $"expected\n{expected}actual\n{actual}", expected);
    }
}
