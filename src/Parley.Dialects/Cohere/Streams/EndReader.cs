using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads what the first and the last event say of the whole reply. What stands in the delta of the last one are members of the reply itself, where it is whole.</summary>
internal struct EndReader
{
    /// <summary>The word for the end; null when it is not said.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>What was used; null when it is not said.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>True when it says in words what went wrong.</summary>
    public bool HasError { get; private set; }

    /// <summary>Unknown members.</summary>
    public Extras? Extras { get; private set; }

    /// <summary>Unknown members of the message.</summary>
    public Extras? MessageExtras { get; private set; }

    /// <summary>Reads a <c>message-end</c>.</summary>
    public static EndReader Read(RawJson delta, ReadOnlyMemory<byte> data)
    {
        var end = new EndReader();
        Extras? extras = null;
        if (delta.Kind == JsonValueKind.Object)
            end.ReadDelta(delta, ref extras);
        KeepUnknown(new RawJson(data), ref extras);
        end.Extras = extras;
        return end;
    }

    /// <summary>Keeps the members of an event that are its own business, not the stream's; returns its id.</summary>
    public static JsonText KeepUnknown(RawJson wire, ref Extras? extras)
    {
        JsonText id = default;
        if (wire.Kind != JsonValueKind.Object)
            return id;
        var members = new JsonMembers(wire.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("id"u8))
                id = value.Kind == JsonValueKind.String ? value.AsText() : default;
            else if (!name.SequenceEqual("type"u8) && !name.SequenceEqual("index"u8) && !name.SequenceEqual("delta"u8))
                OwnExtras.Add(Encoding.UTF8.GetString(name), value, ref extras);
        }
        return id;
    }

    /// <summary>Keeps the members of a message that no other event tells.</summary>
    public static void KeepMessage(RawJson message, ref Extras? extras)
    {
        if (message.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(message.Utf8);
        while (members.Next(out var name, out var value))
        {
            var isTold = name.SequenceEqual("role"u8) || name.SequenceEqual("content"u8) || name.SequenceEqual("tool_plan"u8) || name.SequenceEqual("tool_calls"u8) || name.SequenceEqual("citations"u8);
            if (!isTold)
                OwnExtras.Add(Encoding.UTF8.GetString(name), value, ref extras);
        }
    }

    private void ReadDelta(RawJson delta, ref Extras? extras)
    {
        var members = new JsonMembers(delta.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("finish_reason"u8))
                FinishReason = value.Kind == JsonValueKind.String ? value.AsText().ToString() : null;
            else if (name.SequenceEqual("usage"u8))
                Usage = value.Kind == JsonValueKind.Object ? UsageReader.Read(value) : null;
            else if (name.SequenceEqual("message"u8))
                KeepMessage(value);
            else if (name.SequenceEqual("error"u8) && value.Kind != JsonValueKind.Null)
                HasError = value.Utf8.Length > 2;
            else
                OwnExtras.Add(Encoding.UTF8.GetString(name), value, ref extras);
        }
    }

    private void KeepMessage(RawJson message)
    {
        Extras? extras = null;
        KeepMessage(message, ref extras);
        MessageExtras = extras;
    }
}
