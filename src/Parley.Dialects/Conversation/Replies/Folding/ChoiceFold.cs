using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation.Folding;

/// <summary>Gathers the events of one choice.</summary>
internal sealed class ChoiceFold(int index)
{
    private static readonly Finish Unfinished = new(FinishReason.Unknown);

    private readonly List<PartFold> _parts = [];
    private readonly LogprobsFold _logprobs = new();
    private Extras? _extras;
    private Extras? _messageExtras;
    private Finish _finish = Unfinished;

    public int Index => index;

    public void Add(in ChatEvent chatEvent)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Finish when chatEvent.Detail is Finish finish: _finish = finish.Detach(); break;
            case ChatEventKind.Extras when chatEvent.Detail is Extras extras: _extras = _extras.Merge(extras); break;
            case ChatEventKind.MessageExtras when chatEvent.Detail is Extras extras: _messageExtras = _messageExtras.Merge(extras); break;
            case ChatEventKind.Logprobs when chatEvent.Detail is RawJson logprobs: _logprobs.Add(logprobs); break;
            default: AddToPart(chatEvent); break;
        }
    }

    public Choice Build()
    {
        var parts = new Part[_parts.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = _parts[i].Build();
        return new Choice(index, parts, _finish) { Logprobs = _logprobs.Build(), Extras = _extras, MessageExtras = _messageExtras };
    }

    private void AddToPart(in ChatEvent chatEvent)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text: PartOf(chatEvent.Part, PartFoldKind.Text).Append(chatEvent.Text, chatEvent.Detail as Extras); break;
            case ChatEventKind.Reasoning: PartOf(chatEvent.Part, PartFoldKind.Reasoning).Append(chatEvent.Text, chatEvent.Detail as Extras); break;
            case ChatEventKind.RedactedReasoning: PartOf(chatEvent.Part, PartFoldKind.Reasoning).AppendRedacted(chatEvent.Text); break;
            case ChatEventKind.Refusal: PartOf(chatEvent.Part, PartFoldKind.Refusal).Append(chatEvent.Text, chatEvent.Detail as Extras); break;
            case ChatEventKind.ToolCallArguments: PartOf(chatEvent.Part, PartFoldKind.ToolCall).Append(chatEvent.Text); break;
            case ChatEventKind.ToolCallStart: _parts.Add(PartFold.ToolCall(chatEvent.Part, (ToolCallStart?)chatEvent.Detail)); break;
            case ChatEventKind.Media or ChatEventKind.Opaque when chatEvent.Detail is Part whole: _parts.Add(PartFold.Whole(chatEvent.Part, whole)); break;
            case ChatEventKind.Citation when chatEvent.Detail is Citation citation: PartOf(chatEvent.Part, PartFoldKind.Text).Cite(citation.Detach()); break;
            case ChatEventKind.Signature: Sign(chatEvent.Part, new PartSignature(chatEvent.Detail as string ?? "", chatEvent.Text.Detach())); break;
        }
    }

    /// <summary>A signature before any content hangs on an empty text: Gemini signs a last part that says nothing.</summary>
    private void Sign(int number, PartSignature signature) =>
        (_parts.FindLast(part => part.Number == number) ?? PartOf(number, PartFoldKind.Text)).Sign(signature);

    private PartFold PartOf(int number, PartFoldKind kind)
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            if (_parts[i].Number == number && _parts[i].Kind == kind)
                return _parts[i];
        }
        var part = new PartFold(number, kind);
        _parts.Add(part);
        return part;
    }
}
