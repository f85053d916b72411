using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>
/// Members that the conversation model does not know. They ride along with the node that they were found on and are written again by the same dialect only.
/// </summary>
/// <param name="dialect">The name of the dialect that read them.</param>
public sealed class Extras(string dialect)
{
    private readonly List<KeyValuePair<string, RawJson>> _members = [];
    private List<KeyValuePair<string, RawJson>>? _spellings;
    private (RawJson From, SpellingName? NameOf) _unread;

    /// <summary>The dialect that read the members.</summary>
    public string Dialect { get; } = dialect;

    /// <summary>Names and values in the order of the wire.</summary>
    public IReadOnlyList<KeyValuePair<string, RawJson>> Members => _members;

    /// <summary>All spellings that were kept.</summary>
    internal IReadOnlyList<KeyValuePair<string, RawJson>> Spellings => ReadSpellings() ?? (IReadOnlyList<KeyValuePair<string, RawJson>>)[];

    /// <summary>Keeps one member.</summary>
    public void Add(string name, RawJson value) => _members.Add(new(name, value));

    /// <summary>
    /// Keeps how the dialect spelled something that the model holds in another form (a schema in a vendor's notation, a redundant role).
    /// Only the dialect itself asks for it; nothing is lost when another one passes over it, so nobody records it.
    /// </summary>
    public void AddSpelling(string name, RawJson value) => (_spellings ??= []).Add(new(name, value));

    /// <summary>Keeps members of an object as spellings. They are read when somebody asks for one, which in most translations is nobody.</summary>
    /// <param name="from">A valid object.</param>
    /// <param name="nameOf">Tells the spelling of a member; null for a member that is none.</param>
    internal void AddSpellings(RawJson from, SpellingName nameOf) => _unread = (from, nameOf);

    /// <summary>A spelling that was kept; absent when there is none of that name.</summary>
    public RawJson Spelling(string name)
    {
        foreach (var spelling in ReadSpellings() ?? [])
        {
            if (spelling.Key == name)
                return spelling.Value;
        }
        return default;
    }

    /// <summary>The value of a member; absent when there is none of that name.</summary>
    public RawJson this[string name]
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.Key == name)
                    return member.Value;
            }
            return default;
        }
    }

    /// <summary>A copy without one member.</summary>
    public Extras Without(string name)
    {
        var copy = new Extras(Dialect);
        foreach (var member in _members)
        {
            if (member.Key != name)
                copy.Add(member.Key, member.Value);
        }
        foreach (var spelling in Spellings)
            copy.AddSpelling(spelling.Key, spelling.Value);
        return copy;
    }

    /// <summary>The same with its values changed, those of spellings too; the same instance where none is.</summary>
    /// <param name="change">Changes a value of a name; gives it back to leave it as it is.</param>
    public Extras Changed(Func<string, RawJson, RawJson> change)
    {
        var copy = new Extras(Dialect);
        var isChanged = false;
        foreach (var (name, value) in _members)
            copy.Add(name, Change(name, value));
        foreach (var (name, value) in Spellings)
            copy.AddSpelling(name, Change(name, value));
        return isChanged ? copy : this;

        RawJson Change(string name, RawJson value)
        {
            var now = change(name, value);
            isChanged |= !now.Utf8.Equals(value.Utf8);
            return now;
        }
    }

    /// <summary>A copy that no longer depends on the buffer it was read from.</summary>
    public Extras Detach()
    {
        var copy = new Extras(Dialect);
        foreach (var member in _members)
            copy.Add(member.Key, member.Value.Detach());
        foreach (var spelling in Spellings)
            copy.AddSpelling(spelling.Key, spelling.Value.Detach());
        return copy;
    }

    private List<KeyValuePair<string, RawJson>>? ReadSpellings()
    {
        if (_unread.NameOf is not { } nameOf)
            return _spellings;
        var members = new JsonMembers(_unread.From.Utf8);
        _unread = default;
        while (members.Next(out var name, out var value))
        {
            if (nameOf(name) is { } spelling)
                AddSpelling(spelling, value);
        }
        return _spellings;
    }
}

/// <summary>The spelling that a member of an object is; null for one that is none.</summary>
/// <param name="name">The member's name.</param>
internal delegate string? SpellingName(ReadOnlySpan<byte> name);

/// <summary>Reading of extras, the same in every dialect.</summary>
public static class ExtrasReading
{
    /// <summary>Keeps the member whose name the reader stands on, null included, in <paramref name="extras"/>.</summary>
    public static void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string dialect, ref Extras? extras)
    {
        var name = reader.GetString() ?? "";
        reader.Read();
        (extras ??= new Extras(dialect)).Add(name, JsonScan.ReadRaw(ref reader, body));
    }
}

/// <summary>Writing and reporting of extras, the same in every dialect.</summary>
public static class ExtrasWriting
{
    /// <summary>
    /// Writes the members when <paramref name="dialect"/> is the one that read them; otherwise records each of them as dropped at <paramref name="place"/>,
    /// except those that say nothing: null, an empty text, an empty list. An empty object may be a switch (OpenAI's <c>web_search_options</c>).
    /// </summary>
    public static void Write(this Extras? extras, Utf8JsonWriter writer, string dialect, ConversionLog log, string place)
    {
        if (extras is null)
            return;
        if (extras.Dialect != dialect)
        {
            extras.Record(log, place);
            return;
        }
        foreach (var (name, value) in extras.Members)
        {
            writer.WritePropertyName(name);
            value.WriteValue(writer);
        }
    }

    /// <summary>Records each member that says something as dropped at <paramref name="place"/>.</summary>
    public static void Record(this Extras? extras, ConversionLog log, string place)
    {
        if (extras is null)
            return;
        foreach (var (name, value) in extras.Members)
            Record(name, value, log, place);
    }

    /// <summary>The extras of a request, without a further limit of tokens where it has one; that is recorded.</summary>
    internal static Extras? WithOneLimit(this ChatRequest request, ConversionLog log)
    {
        var extras = request.Extras;
        if (extras is null || request.MaxTokens is null)
            return extras;
        foreach (var name in (ReadOnlySpan<string>)["max_completion_tokens", "max_tokens"])
        {
            if (extras[name] is not { IsAbsent: false } other)
                continue;
            Record(name, other, log, "");
            extras = extras.Without(name);
        }
        return extras;
    }

    /// <summary>Records one member as dropped at <paramref name="place"/>, if it says something.</summary>
    private static void Record(string name, RawJson value, ConversionLog log, string place)
    {
        if (!SaysNothing(value) && !IsNoLimit(name, value))
            log.Dropped(place.Length == 0 ? name : $"{place}.{name}", value);
    }

    /// <summary>Servers of local models take -1 for no limit of tokens; where nothing is said there is none either.</summary>
    private static bool IsNoLimit(string name, RawJson value) =>
        name is ("max_tokens" or "max_completion_tokens" or "max_output_tokens" or "options.num_predict") && value.Utf8.Span.SequenceEqual("-1"u8);

    private static bool SaysNothing(RawJson value) => value.Kind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.String => value.Utf8.Length == 2,
        JsonValueKind.Array => value.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty,
        _ => false,
    };
}
