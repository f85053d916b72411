using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The extras of an item that is only announced: its id and unknown members, but not the status and the empty content that it has until it is done. Independent of the event.</summary>
internal static class OpeningExtras
{
    /// <summary>Those of an announced item.</summary>
    public static Extras? Of(Extras? announced)
    {
        if (announced is null)
            return null;
        var opening = new Extras(Names.Dialect);
        foreach (var (name, value) in announced.Members)
            opening.Add(name, value.Detach());
        foreach (var (name, value) in announced.Spellings)
        {
            if (name is Spelling.Item or Spelling.Id or Spelling.Namespace or Spelling.LocalName)
                opening.AddSpelling(name, value.Detach());
        }
        return opening;
    }

    /// <summary>Those of a message that is announced without content, as messages are; null for everything else.</summary>
    public static Extras? OfEmptyMessage(RawJson item)
    {
        var isMessage = false;
        var isAssistant = false;
        Extras? opening = new(Names.Dialect);
        var members = new JsonMembers(item.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isMessage = value.Utf8.Span.SequenceEqual("\"message\""u8);
            else if (name.SequenceEqual("role"u8))
                isAssistant = value.Utf8.Span.SequenceEqual("\"assistant\""u8);
            else if (name.SequenceEqual("id"u8) && value.Kind == JsonValueKind.String)
                opening.AddSpelling(Spelling.Id, value.Detach());
            else if (name.SequenceEqual("content"u8) ? !JsonMembers.IsEmptyList(value) : !name.SequenceEqual("status"u8))
                return null;
        }
        ExtraMembers.Note(ref opening, Spelling.Item);
        return isMessage && isAssistant ? opening : null;
    }

    /// <summary>Those of an item that only its pieces tell of.</summary>
    public static Extras Unannounced(RawJson id)
    {
        var opening = ExtraMembers.Noting(Spelling.Item);
        if (!id.IsAbsent)
            opening.AddSpelling(Spelling.Id, id.Detach());
        return opening;
    }
}
