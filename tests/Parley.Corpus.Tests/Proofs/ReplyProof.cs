using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A whole answer is written again in its own dialect without loss, and in every dialect correctly and with the same content.</summary>
internal sealed class ReplyProof() : Proof("whole reply")
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

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
        {
            run.Guard(recording, target, () => Write(recording, reply, target, run, () => source!));
            run.Guard(recording, target, () => Play(recording, target, run, () => source!));
        }
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

    /// <summary>Some backends answer in one piece although a stream was asked for. Providers indent their bodies as they like: no line break may get into an event.</summary>
    private static void Play(Recording recording, Protocol target, ProofRun run, Func<Essence> source)
    {
        var indented = JsonNode.Parse(recording.Body().Span)!.ToJsonString(Indented);
        var reply = recording.Protocol.Codec.ReadReply(CodecProof.Reply(indented), recording.Profile);
        var asked = recording.Asked() with { IncludeUsage = true, Framing = null };
        var encoded = CodecProof.EncodeBytes(target.Codec, [.. ReplyEvents.Of(reply), ChatEvent.Of(ChatEventKind.End)], asked: asked);
        run.JudgeStrictly(recording, target, "played as a stream", Answers.Stream(target, encoded, target.Framing, Answers.Request(recording, target, reply, includeUsage: true)), verdict =>
            Answers.DemandSame(run, recording, target, "played as a stream", source(), verdict.Essence));
    }
}
