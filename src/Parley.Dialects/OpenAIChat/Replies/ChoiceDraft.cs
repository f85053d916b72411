using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>A choice while it is read: its members come in any order.</summary>
internal sealed class ChoiceDraft
{
    public Extras? Extras;
    public Extras? MessageExtras;

    public int Index { get; set; }

    public bool HasMessage { get; set; }

    /// <summary>The text of a completion, which has no message; beside one it only repeats it.</summary>
    public RawJson Completion { get; set; }

    public string? FinishReason { get; set; }

    public RawJson Logprobs { get; set; }

    public JsonText Reasoning { get; set; }

    public bool SaysReasoning { get; set; }

    public bool SaysReasoningContent { get; set; }

    public JsonText Refusal { get; set; }

    /// <summary>What the sound of the answer says.</summary>
    public JsonText Transcript { get; set; }

    public List<Part> Content { get; } = [];

    public List<ToolCallPart> Calls { get; } = [];

    public List<Citation> Citations { get; } = [];

    public List<MediaPart> Images { get; } = [];

    /// <summary>The choice; <paramref name="sources"/> are citations that the reply carries apart from the message.</summary>
    public Choice Build(string? replyId, IReadOnlyList<Citation> sources)
    {
        var parts = new List<Part>(Content.Count + Calls.Count + 1);
        if (!Reasoning.IsEmpty)
            parts.Add(new ReasoningPart(Reasoning));
        ThoughtSpelling.Note(ref MessageExtras, SaysReasoning, SaysReasoningContent);
        TakeCompletion();
        foreach (var part in Content)
        {
            if (part is not TextPart { Text.IsEmpty: true })
                parts.Add(part);
        }
        if (!Transcript.IsEmpty)
            parts.Add(Spoken());
        Cite(parts, [.. Citations, .. sources]);
        if (!Refusal.IsEmpty)
            parts.Add(new RefusalPart(Refusal));
        parts.AddRange(Images);
        for (var i = 0; i < Calls.Count; i++)
            parts.Add(Calls[i].Id.Length > 0 ? Calls[i] : Calls[i] with { Id = ToolCallIds.Invent(replyId, Calls[i].Name, i), IdIsInvented = true });
        return new Choice(Index, parts, HowItEnded()) { Logprobs = Logprobs, Extras = Extras, MessageExtras = MessageExtras };
    }

    private void TakeCompletion()
    {
        if (HasMessage && !Completion.IsAbsent)
            (Extras ??= new Extras(Names.Dialect)).Add("text", Completion);
        else if (Completion.Kind == JsonValueKind.String)
            Content.Add(new TextPart(Completion.AsText()) { IsBare = true });
    }

    private Finish HowItEnded()
    {
        var matched = Extras?["stop_reason"] ?? default;
        return FinishWords.Read(FinishReason, Extras?["native_finish_reason"] ?? default, matched.IsAbsent ? Extras?["matched_stop"] ?? default : matched);
    }

    private TextPart Spoken()
    {
        Extras? extras = null;
        ExtraMembers.Note(ref extras, Spelling.Transcript);
        return new TextPart(Transcript) { Extras = extras };
    }

    /// <summary>Citations hang on the last text.</summary>
    private static void Cite(List<Part> parts, IReadOnlyList<Citation> citations)
    {
        if (citations.Count == 0)
            return;
        var place = parts.FindLastIndex(static part => part is TextPart);
        if (place >= 0)
            parts[place] = (TextPart)parts[place] with { Citations = Citation.AllWithin(((TextPart)parts[place]).Text, citations) };
        else
            parts.Add(new TextPart(default) { Citations = citations });
    }
}
