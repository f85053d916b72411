using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Pipeline;

namespace Parley.Extensions.AI.Chat;

/// <summary>Parley as a chat client. Thread-safe; the engine is not its own, and lives on when it is disposed.</summary>
internal sealed class ParleyChatClient(Gateway gateway, ParleyClient? parley, string? model, AskOptions ask) : IChatClient
{
    private readonly Services _services = new(new ChatClientMetadata("parley", null, model), gateway, parley);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var log = new ConversionLog();
        var (request, asked) = Prepare(messages, options, log);
        var answer = await gateway.AskAsync(request, asked, cancellationToken).ConfigureAwait(false);
        answer.Require();
        return ResponseWriting.Of(answer, log);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var log = new ConversionLog();
        var (request, asked) = Prepare(messages, options, log);
        return StreamAsync(request, asked, log, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => _services.Find(serviceType, serviceKey, this);

    public void Dispose()
    {
        // The engine belongs to whoever made it.
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(ChatRequest request, AskOptions asked, ConversionLog log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Answer? ended = null;
        var told = asked.Ended;
        asked = asked with
        {
            Ended = answer =>
            {
                ended = answer;
                told?.Invoke(answer);
            },
        };
        var writer = new UpdateWriter();
        await foreach (var chatEvent in gateway.StreamAsync(request, asked, cancellationToken).ConfigureAwait(false))
            yield return chatEvent.Kind == ChatEventKind.End ? writer.End(chatEvent, ended, log) : writer.Of(chatEvent);
    }

    private (ChatRequest Request, AskOptions Asked) Prepare(IEnumerable<ChatMessage> messages, ChatOptions? options, ConversionLog log)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var asked = ask;
        ChatRequest? raw = null;
        switch (options?.RawRepresentationFactory?.Invoke(this))
        {
            case null: break;
            case ChatRequest own: raw = own; break;
            case AskOptions own: asked = own; break;
            case var other: log.Dropped("options.RawRepresentationFactory", other.GetType().Name); break;
        }
        var request = ChatQuestion.Of(messages, options, raw, model, log);
        return asked.RejectLoss && log.Verdict == ConversionVerdict.Lossy ? throw ParleyException.Of(Losses.Refusal(log)) : (request, asked);
    }
}
