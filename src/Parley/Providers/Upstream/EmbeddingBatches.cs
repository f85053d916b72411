using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Asks for more vectors than a backend gives at once: in several requests, one after the other, whose answers become one in the order of the question.</summary>
internal static class EmbeddingBatches
{
    /// <summary>Whether the backend must be asked several times.</summary>
    public static bool AreNeeded(Attempt attempt, Lane lane) =>
        lane.Codec is IEmbeddingCodec codec && lane.Wire is null && ((EmbeddingRequest)attempt.Request.Question).Inputs.Count > MostInputs(attempt, codec);

    /// <summary>Makes the calls; the first that fails ends the attempt.</summary>
    public static async ValueTask<AttemptOutcome> SendAsync(IUpstream upstream, Attempt attempt, IEmbeddingCodec codec)
    {
        var question = (EmbeddingRequest)attempt.Request.Question;
        var gathered = new GatheringSink(attempt.Sink);
        AttemptOutcome? last = null;
        foreach (var inputs in question.Inputs.Chunk(MostInputs(attempt, codec)))
        {
            var request = attempt.Request.Asking(question with { Inputs = inputs, IsSingle = false });
            last = await upstream.SendAsync(new Attempt(attempt.Number, attempt.Target, request, gathered.Next(), attempt.Deadlines)).ConfigureAwait(false);
            attempt.Usage = Sum(attempt.Usage, last.Usage);
            if (last.Fault is not null)
                return attempt.Outcome(last.Fault);
        }
        foreach (var entry in last!.Log!.Entries)
            attempt.Log.Add(entry);
        if (!attempt.Sink.TryCommit(attempt))
            return attempt.Outcome(null);
        attempt.CommittedAfter = attempt.Deadlines.Elapsed;
        attempt.Sink.Begin(gathered.Head! with { Log = attempt.Log });
        await attempt.Sink.WriteReplyAsync(gathered.Whole(attempt.Usage), attempt.Deadlines.Token).ConfigureAwait(false);
        return attempt.Outcome(null);
    }

    private static int MostInputs(Attempt attempt, IEmbeddingCodec codec) => codec.MostInputs(attempt.Target.Model, attempt.Target.Backend.Profile);

    private static Usage Sum(Usage before, Usage more) => !before.IsKnown ? more with { Extras = null } : new Usage
    {
        Input = new TokenCount(before.Input.Tokens + more.Input.Tokens, (TokenCountQuality)Math.Min((byte)before.Input.Quality, (byte)more.Input.Quality)),
    };

    /// <summary>Takes the answers to the parts, of which each is an attempt of its own.</summary>
    private sealed class GatheringSink(ReplySink whole)
    {
        private readonly List<EmbeddingVector> _vectors = [];
        private EmbeddingReply? _first;

        public ReplyHead? Head { get; private set; }

        public ReplySink Next() => new PartSink(this);

        public bool TryHold(long bytes) => whole.TryHold(bytes);

        public EmbeddingReply Whole(Usage usage) => _first! with { Vectors = _vectors, Usage = usage, Extras = _first.Extras?.Detach() };

        private sealed class PartSink(GatheringSink gathered) : ReplySink
        {
            public override bool TryHold(long bytes) => gathered.TryHold(bytes);

            public override void Begin(ReplyHead head) => gathered.Head = head;

            public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
            {
                var part = (EmbeddingReply)reply;
                gathered._first ??= part with { Extras = part.Extras?.Detach() };
                // The answer's bytes are gone when this returns.
                foreach (var vector in part.Vectors)
                    gathered._vectors.Add(new EmbeddingVector(vector.Values.Detach()) { Extras = vector.Extras?.Detach() });
                return ValueTask.CompletedTask;
            }

            public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken) => throw new NotSupportedException("Vectors do not stream.");

            public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

            public override bool TryGetWire(Operation operation, out IWireSink? wire)
            {
                wire = null;
                return false;
            }
        }
    }
}
