using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Asks for more vectors than a backend gives at once: in several requests, a few of them at the same time, whose answers become one in the order of the question.</summary>
internal static class EmbeddingBatches
{
    /// <summary>More calls at the same time would take from one caller what a backend allows all of them.</summary>
    private const int MostAtOnce = 8;

    /// <summary>Whether the backend must be asked several times.</summary>
    public static bool AreNeeded(Attempt attempt, Lane lane) =>
        lane.Codec is IEmbeddingCodec codec && lane.Wire is null && ((EmbeddingRequest)attempt.Request.Question).Inputs.Count > MostInputs(attempt, codec);

    /// <summary>Makes the calls; the first that fails ends the attempt.</summary>
    public static async ValueTask<AttemptOutcome> SendAsync(IUpstream upstream, Attempt attempt, IEmbeddingCodec codec)
    {
        var question = (EmbeddingRequest)attempt.Request.Question;
        var parts = question.Inputs.Chunk(MostInputs(attempt, codec)).Select(inputs => new Part(question with { Inputs = inputs, IsSingle = false }, attempt)).ToList();
        using var together = new CommonDeadlines(attempt.Deadlines);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(MostAtOnce, parts.Count)).Select(async _ =>
        {
            while (!together.Token.IsCancellationRequested && Interlocked.Increment(ref next) is var mine && mine < parts.Count)
                await AskAsync(upstream, attempt, parts[mine], together).ConfigureAwait(false);
        })).ConfigureAwait(false);
        foreach (var part in parts)
            Gather(attempt, part.Outcome);
        if (together.Fault is { } failed)
            return attempt.Outcome(failed);
        attempt.Deadlines.Token.ThrowIfCancellationRequested();
        if (InnerSink.TryBegin(attempt, parts[0].Head!))
            await attempt.Sink.WriteReplyAsync(Whole(parts, attempt.Usage), attempt.Deadlines.Token).ConfigureAwait(false);
        return attempt.Outcome(null);
    }

    private static int MostInputs(Attempt attempt, IEmbeddingCodec codec) => codec.MostInputs(attempt.Target.Model, attempt.Target.Backend.Profile);

    private static async Task AskAsync(IUpstream upstream, Attempt attempt, Part part, CommonDeadlines together)
    {
        try
        {
            part.Outcome = await upstream.SendAsync(attempt.Part(attempt.Request.Asking(part.Question), part, together)).ConfigureAwait(false);
            if (part.Outcome.Fault is { } fault)
                together.Fail(fault);
        }
        catch (Exception)
        {
            together.End();
            throw;
        }
    }

    /// <summary>What a part used and lost is what the whole did.</summary>
    private static void Gather(Attempt attempt, AttemptOutcome? part)
    {
        if (part is null)
            return;
        attempt.Usage = Sum(attempt.Usage, part.Usage);
        attempt.Log.AddAll(part.Log!);
    }

    private static Usage Sum(Usage before, Usage more) => !before.IsKnown ? more with { Extras = null } : new Usage
    {
        Input = new TokenCount(before.Input.Tokens + more.Input.Tokens, (TokenCountQuality)Math.Min((byte)before.Input.Quality, (byte)more.Input.Quality)),
    };

    private static EmbeddingReply Whole(List<Part> parts, Usage usage) => parts[0].Reply! with { Vectors = [.. parts.SelectMany(static part => part.Reply!.Vectors)], Usage = usage };

    /// <summary>One request of several, and its answer.</summary>
    private sealed class Part(EmbeddingRequest question, Attempt outer) : InnerSink(outer)
    {
        public EmbeddingRequest Question => question;

        /// <summary>How it went; null while it was not asked.</summary>
        public AttemptOutcome? Outcome { get; set; }

        public EmbeddingReply? Reply { get; private set; }

        /// <summary>The answer's bytes are gone when this returns.</summary>
        public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
        {
            var read = (EmbeddingReply)reply;
            Reply = read with
            {
                Vectors = [.. read.Vectors.Select(static vector => new EmbeddingVector(vector.Values.Detach()) { Extras = vector.Extras?.Detach() })],
                Extras = read.Extras?.Detach(),
            };
            return ValueTask.CompletedTask;
        }

        public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken) => throw new NotSupportedException("Vectors do not stream.");
    }
}
