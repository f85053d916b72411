using System.Runtime.CompilerServices;
using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>An <see cref="InProcessBackend"/> that is one function.</summary>
public sealed class DelegateBackend : InProcessBackend
{
    private readonly Func<ChatRequest, CancellationToken, IAsyncEnumerable<ChatEvent>> _stream;
    private readonly Func<ChatRequest, CancellationToken, Task<ChatReply>>? _reply;

    /// <summary>A function that answers in steps.</summary>
    public DelegateBackend(string id, Func<ChatRequest, CancellationToken, IAsyncEnumerable<ChatEvent>> stream)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
    }

    /// <summary>A function that answers with pieces of text. Where one is cut within a character (a surrogate pair), its halves are joined.</summary>
    public DelegateBackend(string id, Func<ChatRequest, CancellationToken, IAsyncEnumerable<string>> texts)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _stream = (request, cancellationToken) => StepsOf(texts(request, cancellationToken), cancellationToken);
    }

    /// <summary>A function that answers whole; a stream is that answer in pieces.</summary>
    public DelegateBackend(string id, Func<ChatRequest, CancellationToken, Task<ChatReply>> reply)
        : base(id)
    {
        ArgumentNullException.ThrowIfNull(reply);
        (_reply, _stream) = (reply, (request, cancellationToken) => StepsOf(reply, request, cancellationToken));
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) => _stream(request, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken) =>
        _reply is null ? base.ReplyAsync(request, cancellationToken) : new(_reply(request, cancellationToken));

    private static async IAsyncEnumerable<ChatEvent> StepsOf(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pieces = new TextPieces();
        await foreach (var text in texts.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, pieces.Add(text));
        if (pieces.Rest is { Length: > 0 } rest)
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, rest);
    }

    private static async IAsyncEnumerable<ChatEvent> StepsOf(Func<ChatRequest, CancellationToken, Task<ChatReply>> reply, ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var step in ReplyEvents.Of(await reply(request, cancellationToken).ConfigureAwait(false)))
            yield return step;
    }
}
