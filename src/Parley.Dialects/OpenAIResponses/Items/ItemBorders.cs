using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The parts of a message that are one item: texts and refusals that follow each other, unless one of them begins an item by its own account; every other part by itself.</summary>
/// <param name="All">All parts of the message.</param>
/// <param name="Start">The first of the item's.</param>
/// <param name="End">Behind the last.</param>
internal readonly record struct ItemParts(IReadOnlyList<Part> All, int Start, int End)
{
    /// <summary>The item's first part, which carries the item's own members.</summary>
    public Part First => All[Start];

    /// <summary>True for a <c>message</c>.</summary>
    public bool IsSpoken => Speaks(First);

    /// <summary>True for a single part.</summary>
    public bool IsSingle => End == Start + 1;

    /// <summary>The item that begins at <paramref name="start"/>.</summary>
    public static ItemParts At(IReadOnlyList<Part> parts, int start)
    {
        var end = start + 1;
        while (Speaks(parts[start]) && end < parts.Count && Speaks(parts[end]) && !Begins(parts[end].Extras))
            end++;
        return new ItemParts(parts, start, end);
    }

    /// <summary>An item that is one part.</summary>
    public static ItemParts Of(Part part) => new([part], 0, 1);

    /// <summary>Whether a part says that an item begins with it.</summary>
    public static bool Begins(Extras? extras) => extras.Spells(Spelling.Item);

    private static bool Speaks(Part part) => part is TextPart or RefusalPart;
}
