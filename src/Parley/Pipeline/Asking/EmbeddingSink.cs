using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Asking;

/// <summary>Takes vectors for the host itself, as a copy that outlives the backend's bytes.</summary>
internal sealed class EmbeddingSink : OwnSink
{
    /// <summary>The vectors; null before.</summary>
    public EmbeddingReply? Reply { get; private set; }

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        var vectors = (EmbeddingReply)reply;
        Reply = vectors with { Vectors = [.. vectors.Vectors.Select(static vector => vector with { Values = vector.Values.Detach() })] };
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken) => throw new InvalidOperationException("Vectors come whole.");
}
