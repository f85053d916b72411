using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>Takes vectors for the host itself, as a copy that outlives the backend's bytes.</summary>
internal sealed class EmbeddingSink : ReplySink
{
    /// <summary>The vectors; null before.</summary>
    public EmbeddingReply? Reply { get; private set; }

    public override void Begin(ReplyHead head)
    {
    }

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        var vectors = (EmbeddingReply)reply;
        Reply = vectors with { Vectors = [.. vectors.Vectors.Select(static vector => vector with { Values = vector.Values.Detach() })] };
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken) => throw new InvalidOperationException("Vectors come whole.");

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>There is no wire: every answer is read.</summary>
    public override bool TryGetWire(Operation operation, out IWireSink? wire)
    {
        wire = null;
        return false;
    }
}
