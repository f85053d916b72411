using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>Brings the steps of code into the order of a stream: the start that was left out, the finish of every answer, the end. Steps that no stream can hold are a fault. One per stream.</summary>
/// <param name="model">The model that answers, where the code does not say it.</param>
/// <param name="id">The id of the answer, where the code does not say it.</param>
/// <param name="created">When it was made, likewise.</param>
internal sealed class StepsInOrder(string model, string? id = null, long? created = null)
{
    private readonly Dictionary<int, bool> _finished = [];
    private readonly HashSet<(int Choice, int Part)> _calls = [];
    private readonly HashSet<int> _called = [];
    private bool _begun;

    /// <summary>What to tell for one step of the code: the step, behind what must stand before it.</summary>
    /// <exception cref="BackendFaultException">The step cannot stand where it stands.</exception>
    public IEnumerable<ChatEvent> Take(ChatEvent step)
    {
        if (FlawOf(step) is { } flaw)
            throw new BackendFaultException(new Fault(FaultKind.MalformedReply, $"The backend's answer holds a step {step.Kind} {flaw}."));
        if (step.Kind == ChatEventKind.End)
            return [];
        Note(step);
        if (_begun)
            return [step];
        _begun = true;
        return step is { Kind: ChatEventKind.Start, Detail: ReplyStart start }
            ? [step with { Detail = start with { Id = start.Id ?? id, Model = start.Model ?? model, Created = start.Created ?? created } }]
            : [ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = id, Model = model, Created = created }), step];
    }

    /// <summary>What to tell at the end.</summary>
    /// <exception cref="BackendFaultException">There was no answer.</exception>
    public IEnumerable<ChatEvent> Complete()
    {
        if (_finished.Count == 0)
            throw new BackendFaultException(new Fault(FaultKind.MalformedReply, "The backend gave no answer."));
        var missing = _finished.Where(static choice => !choice.Value).Select(static choice => choice.Key).Order();
        return [.. missing.Select(choice => ChatEvent.Of(ChatEventKind.Finish, new Finish(_called.Contains(choice) ? FinishReason.ToolCalls : FinishReason.Stop), choice)), ChatEvent.Of(ChatEventKind.End)];
    }

    private void Note(in ChatEvent step)
    {
        if (step.Kind is ChatEventKind.Start or ChatEventKind.Usage or ChatEventKind.ReplyExtras or ChatEventKind.Fault)
            return;
        _finished[step.Choice] = step.Kind == ChatEventKind.Finish;
        if (step.Kind != ChatEventKind.ToolCallStart)
            return;
        _calls.Add((step.Choice, step.Part));
        _called.Add(step.Choice);
    }

    /// <summary>What is wrong with a step, behind its kind; null when nothing is.</summary>
    private string? FlawOf(in ChatEvent step)
    {
        if (step.Choice < 0 || step.Part < 0)
            return "with a negative number";
        if (_finished.GetValueOrDefault(step.Choice) && step.Kind is not (ChatEventKind.Start or ChatEventKind.Usage or ChatEventKind.ReplyExtras or ChatEventKind.Extras or ChatEventKind.MessageExtras or ChatEventKind.Fault or ChatEventKind.End))
            return "behind its finish";
        if (step.Kind == ChatEventKind.ToolCallArguments && !_calls.Contains((step.Choice, step.Part)))
            return "without the start of its call";
        return step.IsWhole ? null : "without what its kind says";
    }
}
