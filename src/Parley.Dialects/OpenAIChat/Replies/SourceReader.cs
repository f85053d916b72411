using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Perplexity's sources stand at the top of the reply: <c>citations</c> (addresses) and <c>search_results</c> (with titles). They stay there for callers of this dialect and are citations for all others.
/// </summary>
internal sealed class SourceReader
{
    private RawJson _citations;
    private RawJson _results;

    /// <summary>Keeps the member whose name the reader stands on, and remembers it when it is one of the two.</summary>
    public void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var isCitations = reader.ValueTextEquals("citations"u8);
        var isResults = reader.ValueTextEquals("search_results"u8);
        ExtraMembers.Keep(ref reader, body, ref extras);
        if (isCitations)
            Take("citations", extras!.Members[^1].Value);
        else if (isResults)
            Take("search_results", extras!.Members[^1].Value);
    }

    /// <summary>Remembers a member.</summary>
    public void Take(string name, RawJson value)
    {
        if (name == "citations")
            _citations = value;
        else
            _results = value;
    }

    /// <summary>The citations; those that a caller of this dialect finds at the top have an address alone as their native form.</summary>
    public IReadOnlyList<Citation> Citations()
    {
        var list = _citations.Kind == JsonValueKind.Array ? _citations : _results;
        if (list.Kind != JsonValueKind.Array)
            return [];
        var citations = new List<Citation>();
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (AddressOf(JsonScan.ReadRaw(ref reader, list.Utf8)) is { IsAbsent: false } address)
                citations.Add(new Citation { Url = address.AsText().ToString(), Title = TitleOf(address), Dialect = Names.Dialect, Native = address });
        }
        return citations;
    }

    private string? TitleOf(RawJson address)
    {
        if (_results.Kind != JsonValueKind.Array)
            return null;
        var reader = _results.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var result = JsonScan.ReadRaw(ref reader, _results.Utf8);
            if (AddressOf(result) == address)
                return JsonMembers.Find(result, "title"u8) is { Kind: JsonValueKind.String } title ? title.AsText().ToString() : null;
        }
        return null;
    }

    private static RawJson AddressOf(RawJson source)
    {
        var address = source.Kind == JsonValueKind.Object ? JsonMembers.Find(source, "url"u8) : source;
        return address.Kind == JsonValueKind.String ? address : default;
    }
}
