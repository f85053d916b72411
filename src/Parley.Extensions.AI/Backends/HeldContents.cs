using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Parley.Extensions.AI.Backends;

/// <summary>
/// Contents of an answer in their order, held back from a call on of which it is not known yet whether the client makes it itself: a stream tells the call first, and marks it, or tells its result, when it was made. One for an answer.
/// </summary>
internal sealed class HeldContents
{
    private readonly Queue<AIContent> _waiting = new();
    private readonly HashSet<FunctionCallContent> _answered = [];

    /// <summary>Takes the next content.</summary>
    public void Add(AIContent content)
    {
        if (content is FunctionResultContent result)
        {
            // Ids may come again in a later turn: a result is of a call before it.
            foreach (var call in _waiting.OfType<FunctionCallContent>().Where(call => call.CallId == result.CallId))
                _answered.Add(call);
        }
        _waiting.Enqueue(content);
    }

    /// <summary>Gives the next content that may be told.</summary>
    /// <param name="isEnd">Whether no more come: what was not made by now is the caller's to make.</param>
    /// <param name="content">The content.</param>
    public bool TryTake(bool isEnd, [NotNullWhen(true)] out AIContent? content)
    {
        content = null;
        return _waiting.TryPeek(out var next) && (isEnd || next is not FunctionCallContent call || IsMade(call)) && _waiting.TryDequeue(out content);
    }

    /// <summary>Whether the client made a call itself.</summary>
    public bool IsMade(FunctionCallContent call) => call.InformationalOnly || _answered.Contains(call);
}
