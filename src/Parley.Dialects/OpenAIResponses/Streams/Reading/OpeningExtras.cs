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

    /// <summary>Those of an item that only its pieces tell of.</summary>
    public static Extras Unannounced(RawJson id)
    {
        var opening = ExtraMembers.Noting(Spelling.Item);
        if (!id.IsAbsent)
            opening.AddSpelling(Spelling.Id, id.Detach());
        return opening;
    }
}
