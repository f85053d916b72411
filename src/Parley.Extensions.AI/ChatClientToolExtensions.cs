using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Extensions.AI.Content;
using Parley.Extensions.AI.Tools;

namespace Parley.Extensions.AI;

/// <summary>Runs the tools that a model asks for, with any chat client.</summary>
public static class ChatClientToolExtensions
{
    /// <summary>The same as <see cref="ToolExtensions.RunToolsAsync(ParleyClient, Dialects.Conversation.ChatRequest, IEnumerable{AIFunction}, RunToolsOptions, CancellationToken)"/> with any chat client.</summary>
    /// <param name="client">The client.</param>
    /// <param name="messages">What was said.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">How they are run; the usual when null.</param>
    /// <param name="chatOptions">What is asked besides; tools that are declared here and no function stands for are the caller's to run.</param>
    /// <param name="cancellationToken">Gives it up; the functions that run are told.</param>
    /// <returns>The last answer, with all messages of the run and what all turns used together.</returns>
    /// <exception cref="ToolIterationsException">The model asks for tools without end.</exception>
    public static async Task<ChatResponse> RunToolsAsync(this IChatClient client, IEnumerable<ChatMessage> messages, IEnumerable<AIFunction> tools, RunToolsOptions? options = null, ChatOptions? chatOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= RunToolsOptions.Default;
        var box = new ToolBox(tools, options);
        var talk = new ClientToolTalk(messages, chatOptions, box, options);
        while (true)
        {
            var response = await client.GetResponseAsync(talk.Messages, talk.Options, cancellationToken).ConfigureAwait(false);
            if (talk.Take(response) is not { } calls)
                return talk.End(response);
            var outcomes = new List<ToolOutcome>(calls.Count);
            await foreach (var outcome in box.RunAsync(calls, cancellationToken).ConfigureAwait(false))
                outcomes.Add(outcome);
            talk.Add(response, outcomes);
        }
    }

    /// <summary>The same as it comes. What functions gave is told as updates of the role <see cref="ChatRole.Tool"/>.</summary>
    /// <inheritdoc cref="RunToolsAsync"/>
    public static IAsyncEnumerable<ChatResponseUpdate> StreamToolsAsync(this IChatClient client, IEnumerable<ChatMessage> messages, IEnumerable<AIFunction> tools, RunToolsOptions? options = null, ChatOptions? chatOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        options ??= RunToolsOptions.Default;
        var functions = new ToolBox(tools, options).Functions;
        var told = Given.All(messages, nameof(messages));
        Given.All(chatOptions?.Tools ?? [], "chatOptions.Tools");
        return StreamAsync(client, Begin, cancellationToken);

        (ClientToolTalk Talk, ToolBox Box) Begin()
        {
            var box = new ToolBox(functions, options);
            return (new ClientToolTalk(told, chatOptions, box, options), box);
        }
    }

    /// <summary>The run as it comes; each time that it is listened to another one.</summary>
    private static async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(IChatClient client, Func<(ClientToolTalk Talk, ToolBox Box)> begin, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (talk, box) = begin();
        while (true)
        {
            var updates = new List<ChatResponseUpdate>();
            await foreach (var update in client.GetStreamingResponseAsync(talk.Messages, talk.Options, cancellationToken).ConfigureAwait(false))
            {
                updates.Add(update);
                yield return update;
            }
            var response = updates.ToChatResponse();
            if (talk.Take(response) is not { } calls)
                yield break;
            var outcomes = new List<ToolOutcome>(calls.Count);
            await foreach (var outcome in box.RunAsync(calls, cancellationToken).ConfigureAwait(false))
            {
                outcomes.Add(outcome);
                yield return new ChatResponseUpdate(ChatRole.Tool, [ClientToolTalk.ResultOf(outcome)]) { ResponseId = response.ResponseId, MessageId = $"{response.ResponseId}-tools" };
            }
            talk.Add(response, outcomes);
        }
    }
}
