using System.Text;
using System.Text.Json.Nodes;
using Parley.Corpus.Tests.Proofs;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Mutations;

/// <summary>What providers may change of their answers tomorrow changes nothing: unknown members, another order, other pieces. A stream that is cut, or that says an error, is a fault wherever that happens.</summary>
internal sealed class MutationProof() : Proof("answer, changed at random")
{
    private const string Error = """{"type":"error","error":{"type":"overloaded_error","message":"Broken off."}}""";

    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.Protocol.Dialect is "openai-chat" or "openai-responses" or "anthropic-messages" or "cohere"
        && (recording.IsStream || recording.IsWhole && !recording.Protocol.Codec.IsFault(recording.Reply()));

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        // The same for the same recording in every run.
        var random = new Random(recording.Id.Aggregate(17, static (hash, letter) => unchecked(hash * 31 + letter)));
        if (recording.IsStream)
            Stream(recording, run, random);
        else
            Whole(recording, run, random);
    }

    /// <summary>Its own dialect and one of the others: between them the recordings reach all.</summary>
    private static Protocol[] Targets(Recording recording, Random random)
    {
        var others = recording.Protocol.WithOthers().Skip(1).ToList();
        return [recording.Protocol, others[random.Next(others.Count)]];
    }

    private static void Whole(Recording recording, ProofRun run, Random random)
    {
        var body = JsonNode.Parse(recording.Body().Span)!;
        JsonMutation.Apply(body, random);
        var changed = CodecProof.Reply(body.ToJsonString());
        if (recording.Protocol.Codec.IsFault(changed))
        {
            run.Fail(recording, recording.Protocol, "changed", "It counts as an error now.");
            return;
        }
        var reply = recording.Protocol.Codec.ReadReply(changed, recording.Profile);
        DemandSame(recording, run, recording.Protocol, recording.Protocol.Codec.ReadReply(recording.Reply(), recording.Profile), reply);
        foreach (var target in Targets(recording, random))
        {
            run.Guard(recording, target, () =>
            {
                var written = CodecProof.WriteReply(target.Codec, reply, recording.Asked());
                run.JudgeStrictly(recording, target, "whole", Answers.Whole(target, written.Body, Answers.Request(recording, target, reply)), static _ => { });
                DemandSame(recording, run, target, reply, target.Codec.ReadReply(new WireReply(200, WireHeaders.None, written.Body), Dialects.WireProfile.Default));
            });
        }
    }

    private static void Stream(Recording recording, ProofRun run, Random random)
    {
        var codec = recording.Protocol.Codec;
        var source = StreamFold.Once(codec, recording.Body(), StreamFraming.ServerSentEvents, recording.Profile);
        if (source.Fault is not null)
            return;
        var mutation = new StreamMutation(recording.Body());
        var stream = mutation.Retold(random);
        var folded = Fold(recording, stream);
        run.Demand(folded.Fault is null, recording, recording.Protocol, "changed", $"It counts as broken now: {folded.Fault?.Message}");
        DemandSame(recording, run, recording.Protocol, source.Reply, folded.Reply);
        foreach (var target in Targets(recording, random))
            run.Guard(recording, target, () => Encode(recording, run, target, stream, folded.Reply));
        var cut = random.Next(mutation.Open + 1);
        run.Demand(Fold(recording, mutation.Cut(cut)).Fault is { Source: FaultSource.Provider }, recording, recording.Protocol, "cut", $"Cut behind {cut} events it still counts as whole.");
        run.Demand(Fold(recording, mutation.Cut(cut, Error)).Fault?.Message == "Broken off.", recording, recording.Protocol, "cut", $"The error behind {cut} events is not seen.");
    }

    private static void Encode(Recording recording, ProofRun run, Protocol target, string stream, ChatReply reply)
    {
        var asked = recording.Asked() with { IncludeUsage = true, Framing = null };
        var encoded = CodecProof.Reencode(recording.Protocol.Codec, Encoding.UTF8.GetBytes(stream), StreamFraming.ServerSentEvents, target.Codec, asked: asked, profile: recording.Profile);
        run.JudgeStrictly(recording, target, "stream", Answers.Stream(target, encoded, target.Framing, Answers.Request(recording, target, reply, includeUsage: true)), static _ => { });
        DemandSame(recording, run, target, reply, StreamFold.Once(target.Codec, encoded, target.Framing).Whole);
    }

    private static FoldedStream Fold(Recording recording, string stream) => StreamFold.Once(recording.Protocol.Codec, Encoding.UTF8.GetBytes(stream), StreamFraming.ServerSentEvents, recording.Profile);

    private static void DemandSame(Recording recording, ProofRun run, Protocol target, ChatReply expected, ChatReply actual)
    {
        var hasUsage = expected.Usage.Input.IsKnown && expected.Usage.Output.IsKnown;
        var (one, other) = (Gist.Of(expected, hasUsage), Gist.Of(actual, hasUsage));
        if (one != other)
            run.Fail(recording, target, "gist", $"expected\n{one}actual\n{other}", one);
    }
}
