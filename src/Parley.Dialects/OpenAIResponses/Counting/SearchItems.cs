using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Counts the searches of the web in an output, of which the usage says nothing. Pages that were opened or searched through are not sold: platform.openai.com/docs/guides/tools-web-search.</summary>
internal static class SearchItems
{
    private static readonly byte[] Type = "\"web_search_call\""u8.ToArray();

    /// <summary>How many; the items are walked only where the bytes hold one.</summary>
    public static long In(RawJson output)
    {
        if (output.Kind != JsonValueKind.Array || output.Utf8.Span.IndexOf(Type) < 0)
            return 0;
        var searches = 0;
        var reader = output.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            searches += IsSearch(JsonScan.ReadRaw(ref reader, output.Utf8)) ? 1 : 0;
        return searches;
    }

    private static bool IsSearch(RawJson item)
    {
        if (!JsonMembers.Find(item, "type"u8).Utf8.Span.SequenceEqual(Type))
            return false;
        var action = JsonMembers.Find(JsonMembers.Find(item, "action"u8), "type"u8);
        return action.IsAbsent || action.Utf8.Span.SequenceEqual("\"search\""u8);
    }
}
