using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Gives calls of functions that stand for tools of another form that form again: in a whole answer, and in the events of a streamed one.</summary>
internal sealed class CallRestorer(IReadOnlyDictionary<string, CallForm> forms, ConversionLog log)
{
    private const string Place = "choices[0].message.tool_calls";

    private readonly Dictionary<(int Choice, int Part), InputScan> _scans = [];

    /// <summary>The reply with calls in the form that the caller expects.</summary>
    public static ChatReply Restore(ChatReply reply, IReadOnlyDictionary<string, CallForm> forms, ConversionLog log)
    {
        var restorer = new CallRestorer(forms, log);
        List<Choice>? choices = null;
        for (var i = 0; i < reply.Choices.Count; i++)
        {
            var parts = new List<Part>(reply.Choices[i].Parts);
            for (var part = 0; part < parts.Count; part++)
                parts[part] = parts[part] is ToolCallPart call ? restorer.Restore(call) : parts[part];
            (choices ??= [.. reply.Choices])[i] = reply.Choices[i] with { Parts = parts };
        }
        return choices is null ? reply : reply with { Choices = choices };
    }

    /// <summary>Appends what an event becomes.</summary>
    public void Restore(in ChatEvent chatEvent, List<ChatEvent> events)
    {
        if (chatEvent is { Kind: ChatEventKind.ToolCallStart, Detail: ToolCallStart start } && FormOf(start.Name, start.IsCustom, start.Extras) is { } form)
        {
            if (form.IsCustom)
                _scans[(chatEvent.Choice, chatEvent.Part)] = new InputScan();
            events.Add(chatEvent with { Detail = start with { IsCustom = form.IsCustom, Extras = ExtrasOf(form, start.Extras) } });
            return;
        }
        if (chatEvent.Kind == ChatEventKind.ToolCallArguments && _scans.TryGetValue((chatEvent.Choice, chatEvent.Part), out var scan))
        {
            if (scan.Feed(chatEvent.Text) is { IsEmpty: false } text)
                events.Add(chatEvent with { Text = text });
            return;
        }
        if (chatEvent.Kind is ChatEventKind.Finish or ChatEventKind.End)
            EndCalls(events);
        events.Add(chatEvent);
    }

    private void EndCalls(List<ChatEvent> events)
    {
        foreach (var ((choice, part), scan) in _scans)
        {
            if (scan.End() is { IsEmpty: false } rest)
                events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, choice, part, rest));
        }
        _scans.Clear();
    }

    private ToolCallPart Restore(ToolCallPart call)
    {
        if (FormOf(call.Name, call.IsCustom, call.Extras) is not { } form)
            return call;
        var arguments = form.IsCustom ? ToolArguments.FromText(InputScan.InputOf(call.Arguments)) : call.Arguments;
        return call with { IsCustom = form.IsCustom, Arguments = arguments, Extras = ExtrasOf(form, call.Extras) };
    }

    /// <summary>The form of a call; null for one that has the caller's form already, or needs none.</summary>
    private CallForm? FormOf(string name, bool isCustom, Extras? extras) =>
        !isCustom && forms.TryGetValue(name, out var form) && (form.Extras is null || extras?.Dialect != form.Extras.Dialect) ? form : null;

    private Extras? ExtrasOf(CallForm form, Extras? read)
    {
        if (form.Extras is null)
            return read;
        read.Record(log, Place);
        return form.Extras;
    }
}
