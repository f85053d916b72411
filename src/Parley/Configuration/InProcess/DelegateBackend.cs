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
        : base(id) => _stream = stream;

    /// <summary>A function that answers with pieces of text.</summary>
    public DelegateBackend(string id, Func<ChatRequest, CancellationToken, IAsyncEnumerable<string>> texts)
        : base(id) => _stream = (request, cancellationToken) => StepsOf(texts(request, cancellationToken), cancellationToken);

    /// <summary>A function that answers whole; a stream is that answer in pieces.</summary>
    public DelegateBackend(string id, Func<ChatRequest, CancellationToken, Task<ChatReply>> reply)
        : base(id) => (_reply, _stream) = (reply, (request, cancellationToken) => StepsOf(reply, request, cancellationToken));

    /// <inheritdoc/>
    public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) => _stream(request, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<ChatReply> ReplyAsync(ChatRequest request, CancellationToken cancellationToken) =>
        _reply is null ? base.ReplyAsync(request, cancellationToken) : new(_reply(request, cancellationToken));

    private static async IAsyncEnumerable<ChatEvent> StepsOf(IAsyncEnumerable<string> texts, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var text in texts.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return new ChatEvent(ChatEventKind.Text, 0, 0, text);
    }

    private static async IAsyncEnumerable<ChatEvent> StepsOf(Func<ChatRequest, CancellationToken, Task<ChatReply>> reply, ChatRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var step in ReplyEvents.Of(await reply(request, cancellationToken).ConfigureAwait(false)))
            yield return step;
    }
}
