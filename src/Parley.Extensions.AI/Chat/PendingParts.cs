using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Chat;

/// <summary>Parts of a stream that are told when they are whole: calls of tools, refusals, media, and what hangs on a text or a thought.</summary>
internal sealed class PendingParts
{
    private readonly List<PendingPart> _open = [];

    /// <summary>Takes an event, and adds the contents of what is whole by it.</summary>
    public void Turn(in ChatEvent chatEvent, IList<AIContent> contents)
    {
        var kind = KindOf(chatEvent.Kind);
        if (kind == PendingKind.None)
            return;
        if (Find(chatEvent.Part, kind) is not { } part)
        {
            // Calls may be told side by side; whatever else begins comes behind all before it.
            Flush(contents, kind == PendingKind.Call ? static open => open.Kind != PendingKind.Call : static open => open.IsWhole);
            _open.Add(part = new PendingPart(chatEvent.Part, kind == PendingKind.Any ? PendingKind.Text : kind));
        }
        part.Add(chatEvent);
    }

    /// <summary>Adds the contents of all that is left.</summary>
    public void Close(IList<AIContent> contents) => Flush(contents, static _ => true);

    private PendingPart? Find(int number, PendingKind kind) => _open.FindLast(open => open.Number == number && (kind == PendingKind.Any || open.Kind == kind));

    private void Flush(IList<AIContent> contents, Predicate<PendingPart> which)
    {
        foreach (var open in _open)
        {
            if (which(open))
                open.AddTo(contents);
        }
        _open.RemoveAll(which);
    }

    private static PendingKind KindOf(ChatEventKind kind) => kind switch
    {
        ChatEventKind.Text or ChatEventKind.Citation => PendingKind.Text,
        ChatEventKind.Reasoning or ChatEventKind.RedactedReasoning => PendingKind.Reasoning,
        ChatEventKind.ToolCallStart or ChatEventKind.ToolCallArguments => PendingKind.Call,
        ChatEventKind.Refusal or ChatEventKind.Media or ChatEventKind.Opaque => PendingKind.Whole,
        ChatEventKind.Signature => PendingKind.Any,
        _ => PendingKind.None,
    };
}

/// <summary>What a part that is not whole yet is made of.</summary>
internal enum PendingKind
{
    None,
    Text,
    Reasoning,
    Call,
    Whole,

    /// <summary>Whichever part there is of that number.</summary>
    Any,
}
