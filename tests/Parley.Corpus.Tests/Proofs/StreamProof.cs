using Parley.Corpus.Tests.Checking;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>A stream is written again in every dialect, as a stream in each of its forms and as a whole answer, correctly and with the same content; both forms fold to the same.</summary>
internal sealed class StreamProof() : Proof("stream")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.IsStream;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        var folded = StreamFold.Once(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, recording.Profile);
        Essence? source = null;
        run.Judge(Answers.Recorded(recording), verdict =>
        {
            source = verdict.Essence;
            var shouldBreak = source.Error is not null || !source.Complete;
            run.Demand(shouldBreak == folded.Fault is not null, recording, recording.Protocol, "ends", $"error {source.Error ?? "none"}, complete {source.Complete}, but the decoder says {folded.Fault?.ToString() ?? "no fault"}");
        });
        foreach (var target in recording.Protocol.WithOthers())
        {
            foreach (var form in Forms(target, recording.Asked()))
                run.Guard(recording, target, () => Encode(recording, folded, target, form, run, () => source!));
            if (folded.Fault is null)
                run.Guard(recording, target, () => Write(recording, folded.Reply, target, run, () => source!));
        }
    }

    private static IEnumerable<(string Name, StreamFraming Framing, StreamOptions Asked)> Forms(Protocol target, StreamOptions asked)
    {
        if (target.Dialect == Protocol.OpenAI.Dialect)
        {
            yield return ("stream with usage", StreamFraming.ServerSentEvents, asked with { IncludeUsage = true });
            yield return ("stream without usage", StreamFraming.ServerSentEvents, asked with { IncludeUsage = false });
        }
        else if (target.Dialect == Protocol.Gemini.Dialect)
        {
            yield return ("stream", StreamFraming.ServerSentEvents, asked with { Framing = StreamFraming.ServerSentEvents });
            yield return ("stream as array", StreamFraming.JsonArray, asked with { Framing = StreamFraming.JsonArray });
        }
        else
        {
            yield return ("stream", target.Framing, asked);
        }
    }

    private static void Encode(Recording recording, FoldedStream folded, Protocol target, (string Name, StreamFraming Framing, StreamOptions Asked) form, ProofRun run, Func<Essence> source)
    {
        var isOpenAI = target.Dialect == Protocol.OpenAI.Dialect;
        var withUsage = !isOpenAI || form.Asked.IncludeUsage;
        var encoded = CodecProof.Reencode(recording.Protocol.Codec, recording.Body(), recording.Framing!.Value, target.Codec, asked: form.Asked, profile: recording.Profile);
        var request = Answers.Request(recording, target, folded.Reply, isOpenAI ? withUsage : null);
        var answer = Answers.Stream(target, encoded, form.Framing, request);
        // The checker knows an error among events, but not as an element of an array.
        if (form.Framing == StreamFraming.JsonArray && folded.Fault is not null)
            run.Judge(answer, Receive);
        else
            run.JudgeStrictly(recording, target, form.Name, answer, Receive);
        if (folded.Fault is null)
            DemandFold(recording, folded.Reply, target, form, encoded, withUsage, run);

        void Receive(Verdict verdict)
        {
            if (folded.Fault is null)
                Answers.DemandSame(run, recording, target, form.Name, source(), verdict.Essence, withUsage);
            run.Demand(verdict.Essence.Error is null == folded.Fault is null, recording, target, "in-stream error", $"{form.Name}: {verdict.Essence.Error}");
        }
    }

    private static void DemandFold(Recording recording, ChatReply reply, Protocol target, (string Name, StreamFraming Framing, StreamOptions Asked) form, ReadOnlyMemory<byte> encoded, bool withUsage, ProofRun run)
    {
        var arrived = StreamFold.Once(target.Codec, encoded, form.Framing).Whole;
        var hasUsage = withUsage && reply.Usage.Input.IsKnown && reply.Usage.Output.IsKnown;
        var (expected, actual) = (Gist.Of(reply, hasUsage), Gist.Of(arrived, hasUsage));
        if (expected != actual)
            run.Fail(recording, target, "gist", $"{form.Name}: expected\n{expected}actual\n{actual}", expected);
        if (!withUsage)
            return;
        if (target.Dialect == recording.Protocol.Dialect && FoldForm.Difference(target, FoldForm.Completed(reply, arrived), arrived) is { } loss)
            run.Fail(recording, target, "identity", $"{form.Name}: the stream says something else when it is written again: {loss}");
        var written = CodecProof.WriteReply(target.Codec, reply, form.Asked);
        var whole = target.Codec.ReadReply(new WireReply(200, WireHeaders.None, written.Body), Dialects.WireProfile.Default);
        if (FoldForm.Difference(target, whole, arrived) is { } difference)
            run.Fail(recording, target, "fold", $"{form.Name}: the stream folds to something else than the whole reply: {difference}");
    }

    private static void Write(Recording recording, ChatReply reply, Protocol target, ProofRun run, Func<Essence> source)
    {
        var written = CodecProof.WriteReply(target.Codec, reply, recording.Asked());
        run.JudgeStrictly(recording, target, "whole", Answers.Whole(target, written.Body, Answers.Request(recording, target, reply)), verdict =>
            Answers.DemandSame(run, recording, target, "whole", source(), verdict.Essence));
    }
}
