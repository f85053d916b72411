using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Content;

namespace Parley.Extensions.AI.Chat;

/// <summary>One part of a stream. Texts and thoughts are told as they come: of them only what hangs on them is kept.</summary>
internal sealed class PendingPart(int number, PendingKind kind)
{
    private readonly ReplyFolder _folder = new();
    private bool _isBegun;

    public int Number => number;

    public PendingKind Kind => kind;

    /// <summary>Whether nothing more of it can come. A call whose arguments are not whole stays: its pieces may go on behind those of other parts.</summary>
    public bool IsWhole => kind != PendingKind.Call || (Part is ToolCallPart { IsCustom: false } call && !call.Arguments.AsText().IsEmpty && CallArguments.TryRead(call) is not null);

    private Part? Part => _folder.Build().Choices is [{ Parts: [var part, ..] }] ? part : null;

    public void Add(in ChatEvent chatEvent)
    {
        if (chatEvent.Kind == ChatEventKind.Citation)
            return;
        if (chatEvent.Kind is not (ChatEventKind.Text or ChatEventKind.Reasoning))
            _folder.Add(chatEvent);
        else if (!_isBegun || chatEvent.Detail is not null)
            _folder.Add(chatEvent with { Text = default });
        _isBegun = true;
    }

    public void AddTo(IList<AIContent> contents)
    {
        switch (Part)
        {
            case null:
                break;
            case TextPart text:
                if (ProtectedParts.Behind(text) is { } behind)
                    contents.Add(behind);
                break;
            case ReasoningPart thought:
                if (ProtectedParts.Of(thought) is { } secret)
                    contents.Add(new TextReasoningContent("") { ProtectedData = secret });
                break;
            case var part:
                var whole = new List<AIContent>();
                PartContents.Add(part, whole);
                foreach (var content in whole)
                    contents.Add(content);
                break;
        }
    }
}
