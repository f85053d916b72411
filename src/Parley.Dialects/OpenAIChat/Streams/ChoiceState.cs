using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>What the decoder remembers of one choice: which number each part has, and how the choice ended.</summary>
internal sealed class ChoiceState(int index)
{
    private int _next;
    private int _text = -1;
    private int _thought = -1;
    private int _refusal = -1;

    public int Index => index;

    /// <summary>The last reason that was said; the choice is reported as ended only at the end, since some send more after it (Together, OpenRouter).</summary>
    public string? FinishReason { get; set; }

    public bool HasAnything => _next > 0;

    public List<ToolCallState> Calls { get; } = [];

    /// <summary>Unknown members of the choice that every chunk repeats.</summary>
    public RepeatedMembers Repeated { get; } = new();

    public int TextPart => _text < 0 ? _text = _next++ : _text;

    public int ThoughtPart => _thought < 0 ? _thought = _next++ : _thought;

    public int RefusalPart => _refusal < 0 ? _refusal = _next++ : _refusal;

    /// <summary>Whether the names of the thoughts were reported.</summary>
    public bool HasSpelledThoughts { get; set; }

    public int NewPart() => _next++;

    /// <summary>Reports a source of the text.</summary>
    public void Cite(Citation citation, List<ChatEvent> events) => events.Add(new ChatEvent(ChatEventKind.Citation, Index, TextPart, default, citation));

    /// <summary>Where thoughts and text alternate within one list (Mistral), each stretch is a part of its own, as in a whole reply.</summary>
    public void BeginStretch(bool isText)
    {
        if (isText && _thought > _text)
            _text = -1;
        else if (!isText && _text > _thought)
            _thought = -1;
    }
}

/// <summary>What the decoder remembers of one tool call.</summary>
internal sealed class ToolCallState(int key)
{
    /// <summary>The index on the wire.</summary>
    public int Key => key;

    public int Part { get; set; } = -1;

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public bool IsCustom { get; set; }

    public bool IsOlder { get; init; }

    public Extras? Extras { get; set; }

    /// <summary>Arguments that came before the name.</summary>
    public List<string>? Waiting { get; set; }

    /// <summary>The arguments came whole, with the name.</summary>
    public bool IsWhole { get; set; }

    public bool HasStarted => Part >= 0;
}
