using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>A request that refers to earlier items, and the same request with all of them told.</summary>
internal static class Continuation
{
    /// <summary>The items of <c>input</c>; a mere text is the message that it stands for.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ReadItems(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var items = new List<ReadOnlyMemory<byte>>();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("input"u8))
                AddItems(JsonRead.Raw(ref reader, body), items);
            else
                JsonRead.Skip(ref reader);
        }
        return items;
    });

    /// <summary>The items of <c>input</c> behind those that were told, copied, each with its id or a name.</summary>
    public static IReadOnlyList<KeptItem> ReadOwn(ReadOnlyMemory<byte> body, int told, string response)
    {
        var items = ReadItems(body);
        var own = new List<KeptItem>();
        for (var i = told; i < items.Count; i++)
            own.Add(new KeptItem(KeptReplies.IdOf(items[i]) ?? string.Create(CultureInfo.InvariantCulture, $"item_{response}_{i - told}"), items[i].ToArray()));
        return own;
    }

    /// <summary>The ids that items of the type <c>item_reference</c> name.</summary>
    public static IReadOnlyList<string> ReadReferences(ReadOnlyMemory<byte> body)
    {
        var ids = new List<string>();
        foreach (var item in ReadItems(body))
        {
            if (ReferenceOf(item) is { } id)
                ids.Add(id);
        }
        return ids;
    }

    /// <summary>Writes the request without <c>previous_response_id</c>, its input with the earlier items before it and references replaced. All other members stay as they are.</summary>
    public static void Write(ReadOnlyMemory<byte> body, IReadOnlyList<KeptItem> before, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> known, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("previous_response_id"u8) || name.SequenceEqual("input"u8))
                continue;
            json.WritePropertyName(name);
            value.WriteValue(json);
        }
        json.WriteStartArray("input"u8);
        foreach (var item in before)
            json.WriteRawValue(item.Json.Span, skipInputValidation: true);
        WriteOwn(json, ReadItems(body), Ids(before), known);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The request's own items. A reference to what has been told already says nothing more.</summary>
    private static void WriteOwn(Utf8JsonWriter json, IReadOnlyList<ReadOnlyMemory<byte>> items, HashSet<string> told, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> known)
    {
        foreach (var item in items)
        {
            var reference = ReferenceOf(item);
            if (reference is not null && told.Contains(reference))
                continue;
            json.WriteRawValue((reference is not null && known.TryGetValue(reference, out var meant) ? meant : item).Span, skipInputValidation: true);
        }
    }

    private static HashSet<string> Ids(IReadOnlyList<KeptItem> items)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (item.Id is { } id)
                ids.Add(id);
        }
        return ids;
    }

    private static void AddItems(RawJson input, List<ReadOnlyMemory<byte>> items)
    {
        if (input.Kind == JsonValueKind.String)
        {
            var message = new ArrayBufferWriter<byte>(input.Utf8.Length + 96);
            message.Write("""{"type":"message","role":"user","content":[{"type":"input_text","text":"""u8);
            message.Write(input.Utf8.Span);
            message.Write("}]}"u8);
            items.Add(message.WrittenMemory);
        }
        if (input.Kind != JsonValueKind.Array)
            return;
        var reader = input.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            items.Add(JsonScan.ReadRaw(ref reader, input.Utf8).Utf8);
    }

    /// <summary>The id that a reference names; null for every other item. The type may be left out: an item with an id and nothing else is a reference.</summary>
    private static string? ReferenceOf(ReadOnlyMemory<byte> item)
    {
        if (item.Span is not [(byte)'{', ..])
            return null;
        var isReference = true;
        string? id = null;
        var members = new JsonMembers(item);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("id"u8) && value.Kind == JsonValueKind.String)
                id = value.AsText().ToString();
            else if (!name.SequenceEqual("type"u8) || value.Kind == JsonValueKind.String && !value.Utf8.Span.SequenceEqual("\"item_reference\""u8))
                isReference = false;
        }
        return isReference ? id : null;
    }
}
