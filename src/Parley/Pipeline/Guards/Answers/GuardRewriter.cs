using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Guards;

/// <summary>Looks through one answer while it comes.</summary>
internal sealed class GuardRewriter(GuardPolicy policy, Placeholders placeholders, GuardReport report) : ReplyRewriter
{
    private readonly SortedDictionary<int, ChoiceGuard> _choices = [];

    /// <summary>Whether the answer was demanded as JSON.</summary>
    public bool IsJson { get; init; }

    public override ValueTask<Fault?> RewriteAsync(IReadOnlyList<ChatEvent> events, List<ChatEvent> output, CancellationToken cancellationToken)
    {
        foreach (var chatEvent in events)
        {
            if (Take(chatEvent, output) is { } fault)
                return new(fault);
        }
        return default;
    }

    public override ValueTask<Fault?> EndAsync(List<ChatEvent> output, CancellationToken cancellationToken) => new(EndAll(output));

    private Fault? Take(in ChatEvent chatEvent, List<ChatEvent> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Start or ChatEventKind.Usage or ChatEventKind.Fault or ChatEventKind.ReplyExtras:
                output.Add(chatEvent);
                return null;
            case ChatEventKind.End:
                var fault = EndAll(output);
                output.Add(chatEvent);
                return fault;
            default:
                if (!_choices.TryGetValue(chatEvent.Choice, out var choice))
                    _choices[chatEvent.Choice] = choice = new ChoiceGuard(policy, placeholders, report, chatEvent.Choice) { IsJson = IsJson };
                return choice.Take(chatEvent, output);
        }
    }

    private Fault? EndAll(List<ChatEvent> output)
    {
        Fault? fault = null;
        foreach (var choice in _choices.Values)
            fault ??= choice.End(output);
        return fault;
    }
}
