using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Guards;

/// <summary>Looks through one choice of an answer while it comes. What is held back of a text goes before whatever follows it.</summary>
internal sealed class ChoiceGuard(GuardPolicy policy, Placeholders placeholders, GuardReport report, int choice)
{
    private readonly SortedDictionary<int, CallText> _calls = [];

    /// <summary>Whether the answer was demanded as JSON.</summary>
    public bool IsJson { get; init; }

    private OutputText? _open;
    private ChatEvent _first;
    private bool _isSaid;

    /// <summary>Takes an event of the choice.</summary>
    public Fault? Take(in ChatEvent chatEvent, List<ChatEvent> output)
    {
        switch (chatEvent.Kind)
        {
            case ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal:
                return Speak(chatEvent, output);
            case ChatEventKind.ToolCallArguments when _calls.TryGetValue(chatEvent.Part, out var call):
                Give(chatEvent with { Text = default }, call.Add(chatEvent.Text.ToString()), output);
                return call.Fault;
            case ChatEventKind.Finish:
                var fault = End(output);
                output.Add(chatEvent);
                return fault;
        }
        var isMoved = _open is { IsChanged: true };
        var ended = EndText(output);
        if (chatEvent.Kind == ChatEventKind.ToolCallStart)
            _calls[chatEvent.Part] = new CallText(policy, placeholders, report, PlaceOf(chatEvent.Part), ((ToolCallStart)chatEvent.Detail!).IsCustom);
        if (Changed(chatEvent, isMoved) is { } changed)
            output.Add(changed);
        return ended;
    }

    /// <summary>The choice has ended: gives on what is held back.</summary>
    public Fault? End(List<ChatEvent> output)
    {
        var fault = EndText(output);
        foreach (var (part, call) in _calls)
        {
            var rest = call.End();
            fault ??= call.Fault;
            if (fault is null)
                Give(new ChatEvent(ChatEventKind.ToolCallArguments, choice, part), rest, output);
        }
        _calls.Clear();
        return fault;
    }

    private Fault? Speak(in ChatEvent chatEvent, List<ChatEvent> output)
    {
        Fault? fault = null;
        if (_open is null || chatEvent.Kind != _first.Kind || chatEvent.Part != _first.Part)
        {
            fault = EndText(output);
            _open = new OutputText(policy, placeholders, report, PlaceOf(chatEvent.Part)) { IsJson = IsJson && chatEvent.Kind == ChatEventKind.Text };
            // What the first event of a part brings besides its text goes with the first that is given on.
            (_first, _isSaid) = (chatEvent with { Text = default, Detail = DetailOf(chatEvent) }, false);
        }
        if (_open.Add(chatEvent.Text.ToString()) is { Length: > 0 } text)
            Say(text, output);
        return fault ?? _open.Fault;
    }

    private Fault? EndText(List<ChatEvent> output)
    {
        if (_open is not { } open)
            return null;
        _open = null;
        var rest = open.End();
        if (open.Fault is null && (rest.Length > 0 || !_isSaid))
            Say(rest, output);
        return open.Fault;
    }

    private void Say(string text, List<ChatEvent> output)
    {
        output.Add(_first with { Text = text });
        (_first, _isSaid) = (_first with { Detail = null }, true);
    }

    private static void Give(in ChatEvent piece, string text, List<ChatEvent> output)
    {
        if (text.Length > 0)
            output.Add(piece with { Text = text });
    }

    private string PlaceOf(int part) => $"choices[{choice}].content[{part}]";

    private object? DetailOf(in ChatEvent chatEvent) => chatEvent.Detail is Extras extras ? Changed(extras.Detach()) : chatEvent.Detail;

    /// <summary>An event besides those of text; null where it must not be told.</summary>
    private ChatEvent? Changed(in ChatEvent chatEvent, bool isMoved)
    {
        switch (chatEvent.Detail)
        {
            // The tokens of a text that was changed would tell what was taken out.
            case RawJson when chatEvent.Kind == ChatEventKind.Logprobs && !policy.Output.IsEmpty:
                report.Leave($"choices[{choice}].logprobs");
                return null;
            case Citation citation:
                return chatEvent with { Detail = Changed(citation, isMoved) };
            case Extras extras:
                return chatEvent with { Detail = Changed(extras) };
            case OpaquePart opaque:
                return chatEvent with { Detail = opaque with { Json = JsonTexts.Change(opaque.Json, Whole) } };
            default:
                return chatEvent;
        }
    }

    private Citation Changed(Citation citation, bool isMoved)
    {
        var changed = citation with { CitedText = Whole(citation.CitedText.ToString()), Title = citation.Title is { } title ? Whole(title) : null, Native = JsonTexts.Change(citation.Native, Whole) };
        return isMoved ? changed with { StartIndex = null, EndIndex = null } : changed;
    }

    private Extras Changed(Extras extras) => extras.Changed((_, value) => JsonTexts.Change(value, Whole));

    /// <summary>A text that is there as a whole; the same instance where nothing is changed.</summary>
    private string Whole(string text)
    {
        var one = new OutputText(policy, placeholders, report, $"choices[{choice}]");
        var now = one.Add(text) + one.End();
        return one.IsChanged ? now : text;
    }
}
