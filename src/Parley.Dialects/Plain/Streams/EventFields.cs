using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>The members of one event, whatever its type. Members of which nothing is known are passed over.</summary>
internal struct EventFields()
{
    private string? _type;
    private int _choice;
    private int _part;
    private JsonText _text;
    private Extras? _extras;
    private ReplyStart _start = new() { Dialect = Names.Dialect };
    private string? _name;
    private bool _isCustom;
    private bool _isInvented;
    private object? _detail;

    /// <summary>Reads an event; null for one of a type that is not known.</summary>
    public static ChatEvent? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        var fields = new EventFields();
        while (JsonRead.NextMember(ref reader))
        {
            if (!fields.TryReadPlace(ref reader, data) && !fields.TryReadDetail(ref reader, data) && !fields.TryReadCall(ref reader, data)
                && !ReplyReader.TryReadHead(ref reader, data, ref fields._start))
                JsonRead.Skip(ref reader);
        }
        return fields.Build();
    }

    private readonly ChatEvent? Build() => _type switch
    {
        "done" => ChatEvent.Of(ChatEventKind.End),
        "error" => _detail is Fault ? ChatEvent.Of(ChatEventKind.Fault, _detail) : null,
        _ when Word<ChatEventKind>.Find(_type) is { } kind and not (ChatEventKind.End or ChatEventKind.Fault) && new ChatEvent(kind, _choice, _part, _text, DetailOf(kind)) is { IsWhole: true } whole => whole,
        _ => null,
    };

    private readonly object? DetailOf(ChatEventKind kind) => kind switch
    {
        ChatEventKind.Start => _start with { Extras = _extras },
        ChatEventKind.Signature => _start.Dialect,
        ChatEventKind.ToolCallStart => new ToolCallStart(_start.Id ?? "", _name ?? "") { IsCustom = _isCustom, IdIsInvented = _isInvented, Extras = _extras },
        ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal or ChatEventKind.Extras or ChatEventKind.MessageExtras or ChatEventKind.ReplyExtras => _extras,
        _ => _detail,
    };

    private bool TryReadPlace(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (reader.ValueTextEquals("type"u8))
            _type = JsonRead.String(ref reader, data);
        else if (reader.ValueTextEquals("choice"u8))
            _choice = JsonRead.Int32(ref reader, data) ?? 0;
        else if (reader.ValueTextEquals("part"u8))
            _part = JsonRead.Int32(ref reader, data) ?? 0;
        else if (reader.ValueTextEquals("text"u8))
            _text = JsonRead.Text(ref reader, data);
        else
            return false;
        return true;
    }

    private bool TryReadDetail(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (reader.ValueTextEquals("extras"u8))
            _extras = ExtrasFields.ReadWhole(ref reader, data);
        else if (reader.ValueTextEquals("finish"u8))
            _detail = FinishFields.Read(ref reader, data);
        else if (reader.ValueTextEquals("usage"u8))
            _detail = UsageFields.Read(ref reader, data);
        else if (reader.ValueTextEquals("logprobs"u8))
            _detail = JsonRead.Raw(ref reader, data);
        else if (reader.ValueTextEquals("citation"u8) && reader.Read())
            _detail = CitationFields.Read(ref reader, data);
        else if (reader.ValueTextEquals("content"u8) && reader.Read())
            _detail = PartReader.Read(ref reader, data);
        else if (reader.ValueTextEquals("error"u8))
            _detail = FaultReader.ReadInStream(JsonRead.Raw(ref reader, data));
        else
            return false;
        return true;
    }

    private bool TryReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (reader.ValueTextEquals("name"u8))
            _name = JsonRead.String(ref reader, data);
        else if (reader.ValueTextEquals("custom"u8))
            _isCustom = JsonRead.Boolean(ref reader, data) == true;
        else if (reader.ValueTextEquals("id_invented"u8))
            _isInvented = JsonRead.Boolean(ref reader, data) == true;
        else
            return false;
        return true;
    }
}
