using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Extensions.AI.Tests;

/// <summary>A chat client of somebody else's: answers with what it is given, whole and as a stream, and keeps what it was asked.</summary>
internal sealed class ScriptedClient(params AIContent[] contents) : IChatClient
{
    public List<ChatMessage> Messages { get; private set; } = [];

    public ChatOptions? Options { get; private set; }

    public Func<Exception>? Fails { get; init; }

    /// <summary>Whether asking for a stream fails, and not the stream.</summary>
    public bool FailsAtOnce { get; init; }

    public UsageDetails? Used { get; init; }

    public ChatFinishReason Reason { get; init; } = ChatFinishReason.Stop;

    /// <summary>Waited for between two pieces of a stream.</summary>
    public Func<Task> Between { get; init; } = static () => Task.CompletedTask;

    public bool WasStreamed { get; private set; }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Messages, Options) = ([.. messages], options);
        return Fails is { } fails
            ? throw fails()
            : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. contents])) { ResponseId = "resp", ModelId = "their-model", FinishReason = Reason, Usage = Used });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        (Messages, Options, WasStreamed) = ([.. messages], options, true);
        return FailsAtOnce && Fails is { } fails ? throw fails() : StreamAsync(cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("theirs", null, "their-model") : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var content in contents)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ResponseId = "resp", ModelId = "their-model" };
            await Between().WaitAsync(cancellationToken);
        }
        if (Fails is { } fails)
            throw fails();
        yield return new ChatResponseUpdate(null, Used is null ? [] : [new UsageContent(Used)]) { FinishReason = Reason, ResponseId = "resp", ModelId = "their-model" };
    }
}
