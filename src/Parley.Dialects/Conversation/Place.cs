namespace Parley.Dialects.Conversation;

/// <summary>Where something stands in a request or a reply. It is put into words only when there is something to tell of it: nearly all that is written is written without a loss.</summary>
internal readonly struct Place
{
    private readonly string _list;
    private readonly int _index;
    private readonly string _member;
    private readonly int _part;
    private readonly int _innerPart;

    private Place(string list, int index, string member = "", int part = -1, int innerPart = -1) =>
        (_list, _index, _member, _part, _innerPart) = (list, index, member, part, innerPart);

    /// <summary>An element of a list: <c>messages[2]</c>.</summary>
    public static Place Of(string list, int index) => new(list, index);

    /// <summary>A member of it: <c>choices[0].message</c>.</summary>
    public Place Member(string name) => new(_list, _index, name);

    /// <summary>A part of its content: <c>messages[2].content[1]</c>; of a tool result's, <c>messages[2].content[1].content[0]</c>.</summary>
    public Place Content(int index) => _part < 0 ? new(_list, _index, _member, index) : new(_list, _index, _member, _part, index);

    /// <summary>In words.</summary>
    public static implicit operator string(Place place) => place.ToString();

    /// <summary>A place that is already in words.</summary>
    public static implicit operator Place(string words) => new(words, -1);

    /// <inheritdoc/>
    public override string ToString()
    {
        var outer = _index < 0 ? _list : _member.Length == 0 ? $"{_list}[{_index}]" : $"{_list}[{_index}].{_member}";
        return _part < 0 ? outer : _innerPart < 0 ? $"{outer}.content[{_part}]" : $"{outer}.content[{_part}].content[{_innerPart}]";
    }
}
