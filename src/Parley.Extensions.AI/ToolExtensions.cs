using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Tools;

namespace Parley.Extensions.AI;

/// <summary>Runs the tools that a model asks for, until it has its answer.</summary>
public static class ToolExtensions
{
    /// <summary>
    /// Asks a model, runs the functions that it asks for, tells it what they gave, and asks again until it has its answer. Arguments are checked against a function's schema; a call that cannot be made and a function that fails are told to the model as errors.
    /// A tool that the request declares and no function stands for ends the run: it is the caller's.
    /// </summary>
    /// <param name="parley">The engine.</param>
    /// <param name="request">What is asked first.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">How they are run; the usual when null.</param>
    /// <param name="cancellationToken">Gives it up; the functions that run are told.</param>
    /// <exception cref="ToolIterationsException">The model asks for tools without end.</exception>
    /// <exception cref="ParleyException">There is no answer.</exception>
    public static async Task<ToolRun> RunToolsAsync(this ParleyClient parley, ChatRequest request, IEnumerable<AIFunction> tools, RunToolsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parley);
        options ??= RunToolsOptions.Default;
        var box = new ToolBox(tools, options);
        var talk = new ToolTalk(request, box, options);
        while (true)
        {
            var answer = await parley.AskAsync(talk.Request, options.Ask, cancellationToken).ConfigureAwait(false);
            var reply = answer.Require();
            if (talk.Take(answer) is not { } calls)
                return talk.End(reply);
            var outcomes = new List<ToolOutcome>(calls.Count);
            await foreach (var outcome in box.RunAsync(calls, cancellationToken).ConfigureAwait(false))
                outcomes.Add(outcome);
            talk.Add(answer, outcomes);
        }
    }

    /// <summary>Asks in one sentence, and runs the functions that are asked for.</summary>
    /// <inheritdoc cref="RunToolsAsync(ParleyClient, ChatRequest, IEnumerable{AIFunction}, RunToolsOptions, CancellationToken)"/>
    public static Task<ToolRun> RunToolsAsync(this ParleyClient parley, string model, string text, IEnumerable<AIFunction> tools, RunToolsOptions? options = null, CancellationToken cancellationToken = default) =>
        parley.RunToolsAsync(ChatRequest.Of(model, text), tools, options, cancellationToken);

    /// <summary>The same as it comes: what the model says, what came of each call, and all together at the end.</summary>
    /// <inheritdoc cref="RunToolsAsync(ParleyClient, ChatRequest, IEnumerable{AIFunction}, RunToolsOptions, CancellationToken)"/>
    public static IAsyncEnumerable<ToolRunUpdate> StreamToolsAsync(this ParleyClient parley, ChatRequest request, IEnumerable<AIFunction> tools, RunToolsOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parley);
        ArgumentNullException.ThrowIfNull(request);
        options ??= RunToolsOptions.Default;
        return StreamAsync(parley, request, new ToolBox(tools, options).Functions, options, cancellationToken);
    }

    private static async IAsyncEnumerable<ToolRunUpdate> StreamAsync(ParleyClient parley, ChatRequest request, IReadOnlyCollection<AIFunction> tools, RunToolsOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var box = new ToolBox(tools, options);
        var talk = new ToolTalk(request, box, options);
        while (true)
        {
            var turn = new StreamedTurn(options.Ask);
            await foreach (var chatEvent in parley.StreamAsync(talk.Request, turn.Ask, cancellationToken).ConfigureAwait(false))
            {
                turn.Add(chatEvent);
                yield return new ToolRunUpdate.Said(talk.Turn, chatEvent);
            }
            var answer = turn.Answer;
            if (talk.Take(answer) is not { } calls)
            {
                yield return new ToolRunUpdate.Ended(talk.Turn, talk.End(answer.Reply!));
                yield break;
            }
            var outcomes = new List<ToolOutcome>(calls.Count);
            await foreach (var outcome in box.RunAsync(calls, cancellationToken).ConfigureAwait(false))
            {
                outcomes.Add(outcome);
                yield return new ToolRunUpdate.Called(talk.Turn, outcome);
            }
            talk.Add(answer, outcomes);
        }
    }
}
