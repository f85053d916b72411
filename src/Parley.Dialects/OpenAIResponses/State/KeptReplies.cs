using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads a response as it is kept: the bytes of the object, and where its output items lie in them.</summary>
internal static class KeptReplies
{
    /// <summary>Of a body, or of the event that ends a stream; null for anything but a response. One that failed is a response too: a run in the background ends so.</summary>
    public static KeptReply? Read(ReadOnlyMemory<byte> closing, bool isStream)
    {
        var response = isStream ? InEvents(closing) : closing;
        if (response.IsEmpty)
            return null;
        // A copy of its own: what is read from a connection goes back to the pool.
        var body = (ReadOnlyMemory<byte>)response.ToArray();
        string? id = null;
        string? status = null;
        var items = new List<KeptItem>();
        var members = new JsonMembers(body);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("id"u8))
                id = Text(value);
            else if (name.SequenceEqual("status"u8))
                status = Text(value);
            else if (name.SequenceEqual("output"u8) && value.Kind == JsonValueKind.Array)
                AddItems(value, items);
        }
        return string.IsNullOrEmpty(id) ? null : new KeptReply(id, body, items, status is "queued" or "in_progress");
    }

    /// <summary>The id of an item; null when it has none.</summary>
    public static string? IdOf(ReadOnlyMemory<byte> item)
    {
        var members = new JsonMembers(item);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("id"u8))
                return Text(value);
        }
        return null;
    }

    private static void AddItems(RawJson list, List<KeptItem> items)
    {
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var item = JsonScan.ReadRaw(ref reader, list.Utf8);
            if (item.Kind == JsonValueKind.Object)
                items.Add(new KeptItem(IdOf(item.Utf8), item.Utf8));
        }
    }

    private static string? Text(RawJson value) => value.Kind == JsonValueKind.String ? value.AsText().ToString() : null;

    /// <summary>The response within the last of the events that has one.</summary>
    private static ReadOnlyMemory<byte> InEvents(ReadOnlyMemory<byte> events)
    {
        using var frames = FrameReaders.Create(StreamFraming.ServerSentEvents);
        events.CopyTo(frames.GetMemory(events.Length));
        frames.Advance(events.Length);
        ReadOnlyMemory<byte> response = default;
        while (frames.TryRead(out var frame))
        {
            if (!frame.IsEmpty && frame.Data.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && ResponseOf(frame.Data) is { Kind: JsonValueKind.Object } found)
                response = found.Utf8.ToArray();
        }
        return response;
    }

    private static RawJson ResponseOf(ReadOnlyMemory<byte> data)
    {
        var members = new JsonMembers(data);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("response"u8))
                return value;
        }
        return default;
    }
}
