using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The output items of a streamed response, in the order in which they were announced or first spoken of.</summary>
internal sealed class OutputItems
{
    private readonly List<ItemState> _items = [];

    /// <summary>How many there are.</summary>
    public int Count => _items.Count;

    /// <summary>One more was announced.</summary>
    public void Add(ItemState item) => _items.Add(item);

    /// <summary>The item that an event belongs to; one that was never announced begins with it.</summary>
    /// <remarks>Imitators give several items the same place, the same id, or an id that changes: the latest that fits both counts, then the one of that id where the place is another's too, then the latest of that place.</remarks>
    public ItemState Of(int? index, RawJson id)
    {
        ItemState? ofId = null;
        ItemState? ofIndex = null;
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            var item = _items[i];
            var isOfId = !id.IsAbsent && item.Id == id;
            if (isOfId && item.Index == index)
                return item;
            ofId ??= isOfId ? item : null;
            ofIndex ??= item.Index == index ? item : null;
        }
        if (ofIndex is not null || index is null && ofId is not null)
            return ofId ?? ofIndex!;
        var added = new ItemState(index ?? _items.Count, id.Detach(), OpeningExtras.Unannounced(id));
        _items.Add(added);
        return added;
    }

    /// <summary>The item of the events that one of the whole response is, whose id is not known.</summary>
    /// <param name="place">Its place in the whole response.</param>
    /// <param name="arePlaces">Whether the indexes of the events are such places too.</param>
    public ItemState At(int place, bool arePlaces) => place >= _items.Count || arePlaces ? Of(place, default) : _items[place];

    /// <summary>Whether the indexes of the events can be places in a list: each once, and none behind its end.</summary>
    public bool ArePlaces(RawJson output)
    {
        var count = 0;
        var elements = new JsonElements(output);
        while (elements.Next(out _))
            count++;
        var seen = new HashSet<int>();
        return _items.TrueForAll(item => item.Index < count && seen.Add(item.Index));
    }

    /// <summary>The id of an item; absent when it has none.</summary>
    public static RawJson IdOf(RawJson item) => JsonMembers.Find(item, "id"u8) is { Kind: JsonValueKind.String } id ? id : default;

    /// <summary>The latest item of an id; null when there is none.</summary>
    public ItemState? Find(RawJson id)
    {
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            if (!id.IsAbsent && _items[i].Id == id)
                return _items[i];
        }
        return null;
    }
}
