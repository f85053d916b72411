using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What is answered about the input of a kept response. Every item of a list has an id of its own: those that came without one, or with one that stands before them, are named after their response and their place.</summary>
internal static class InputItems
{
    /// <summary>Writes a page; false when it is to begin behind an item that is not in the list.</summary>
    public static bool TryWritePage(string response, IReadOnlyList<KeptItem> items, ItemPage page, IBufferWriter<byte> body)
    {
        var ids = NamesOf(response, items);
        if (!string.IsNullOrEmpty(page.After) && !ids.Contains(page.After))
            return false;
        var order = Enumerable.Range(0, items.Count);
        if (!page.IsAscending)
            order = order.Reverse();
        if (!string.IsNullOrEmpty(page.After))
            order = order.SkipWhile(i => ids[i] != page.After).Skip(1);
        var rest = order.ToList();
        var shown = rest[..Math.Min(page.Limit, rest.Count)];
        using var json = new Utf8JsonWriter(body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var i in shown)
            WriteItem(json, items[i].Json, ids[i]);
        json.WriteEndArray();
        json.WriteString("first_id"u8, shown.Count == 0 ? null : ids[shown[0]]);
        json.WriteString("last_id"u8, shown.Count == 0 ? null : ids[shown[^1]]);
        json.WriteBoolean("has_more"u8, shown.Count < rest.Count);
        json.WriteEndObject();
        return true;
    }

    /// <summary>Writes that a response was forgotten.</summary>
    public static void WriteForgotten(string response, IBufferWriter<byte> body)
    {
        using var json = new Utf8JsonWriter(body, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("id"u8, response);
        json.WriteString("object"u8, "response"u8);
        json.WriteBoolean("deleted"u8, true);
        json.WriteEndObject();
    }

    /// <summary>The names that callers page by: two of the same would lead them in a circle.</summary>
    private static string[] NamesOf(string response, IReadOnlyList<KeptItem> items)
    {
        var ids = new string[items.Count];
        var taken = new HashSet<string>(items.Select(static item => item.Id).OfType<string>(), StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            ids[i] = items[i].Id ?? "";
            if (ids[i].Length > 0 && shown.Add(ids[i]))
                continue;
            ids[i] = $"item_{response}_said_{i.ToString(CultureInfo.InvariantCulture)}";
            while (!taken.Add(ids[i]))
                ids[i] += "_";
        }
        return ids;
    }

    /// <summary>An item in the form of a list: with an id and a type, and the text of a message as a part.</summary>
    private static void WriteItem(Utf8JsonWriter json, ReadOnlyMemory<byte> item, string id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        var (type, isSpokenByModel) = Probe(item);
        if (type is null)
            json.WriteString("type"u8, "message"u8);
        var members = new JsonMembers(item);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("id"u8))
                continue;
            json.WritePropertyName(name);
            if (name.SequenceEqual("content"u8) && value.Kind == JsonValueKind.String && type is null or "message")
                WriteText(json, value, isSpokenByModel);
            else
                value.WriteValue(json);
        }
        json.WriteEndObject();
    }

    private static (string? Type, bool IsSpokenByModel) Probe(ReadOnlyMemory<byte> item)
    {
        string? type = null;
        var isSpokenByModel = false;
        var members = new JsonMembers(item);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8) && value.Kind == JsonValueKind.String)
                type = value.AsText().ToString();
            else if (name.SequenceEqual("role"u8))
                isSpokenByModel = value.Utf8.Span.SequenceEqual("\"assistant\""u8);
        }
        return (type, isSpokenByModel);
    }

    private static void WriteText(Utf8JsonWriter json, RawJson text, bool isSpokenByModel)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("type"u8, isSpokenByModel ? "output_text"u8 : "input_text"u8);
        text.WriteMember(json, "text"u8);
        if (isSpokenByModel)
        {
            json.WriteStartArray("annotations"u8);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
