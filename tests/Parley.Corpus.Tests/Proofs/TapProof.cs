using Parley.Corpus.Tests.Recordings;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>The fast lane's observer sees what the decoder sees.</summary>
internal sealed class TapProof() : Proof("stream, observed while it is copied")
{
    /// <inheritdoc/>
    public override bool IsAbout(Recording recording) => recording.IsStream;

    /// <inheritdoc/>
    public override void Prove(Recording recording, ProofRun run)
    {
        foreach (var includeUsage in (bool[])[true, false])
            Observe(recording, recording.Asked() with { IncludeUsage = includeUsage }, run);
    }

    private static void Observe(Recording recording, StreamOptions asked, ProofRun run)
    {
        var (codec, profile) = (recording.Protocol.Codec, recording.Profile);
        var folded = StreamFold.Once(codec, recording.Body(), recording.Framing!.Value, profile);
        var tap = codec.OpenTap(asked, profile);
        var decoder = codec.OpenDecoder(profile);
        using var reader = FrameReaders.Create(recording.Framing.Value);
        var events = new List<ChatEvent>();
        Frames.Feed(reader, recording.Body(), Cutting.Whole, frame =>
        {
            if (frame.IsEmpty || tap.Fault is not null)
                return;
            events.Clear();
            decoder.Decode(frame, events);
            Judge(recording, tap.Observe(frame), events, asked, run);
        });
        if (folded.Fault is null && (!tap.IsComplete || tap.Fault is not null))
            run.Fail(recording, recording.Protocol, "complete", $"The decoder says it is whole, the tap says complete {tap.IsComplete}, {tap.Fault}");
        if (folded.Fault is not null)
            run.Demand(!tap.IsComplete || tap.Fault is not null, recording, recording.Protocol, "complete", $"The decoder says {folded.Fault}, the tap says it is whole");
        if (tap.Fault is { } fault)
            run.Demand(folded.Fault?.Kind == fault.Kind && folded.Fault.Message == fault.Message, recording, recording.Protocol, "fault", $"The decoder says {folded.Fault}, the tap says {fault}");
        ProofException.ThrowIfDifferent(ConversationText.Of(folded.Reply.Usage, nameof(Usage.Extras)), ConversationText.Of(tap.Usage, nameof(Usage.Extras)), "The usage that the tap saw");
    }

    private static void Judge(Recording recording, TapVerdict verdict, List<ChatEvent> events, StreamOptions asked, ProofRun run)
    {
        var isSemantic = events.Exists(static chatEvent => chatEvent.IsSemantic);
        var breaks = events.Exists(static chatEvent => chatEvent.Kind == ChatEventKind.Fault);
        var fits = verdict switch
        {
            TapVerdict.Semantic => true,
            TapVerdict.Prelude => !isSemantic && !breaks,
            TapVerdict.Drop => events.Count == 0 || !isSemantic && !breaks && !asked.IncludeUsage,
            TapVerdict.End => !breaks,
            _ => breaks,
        };
        run.Demand(fits, recording, recording.Protocol, "verdict", $"{verdict} for {string.Join(", ", events.Select(static chatEvent => chatEvent.Kind))}");
    }
}
