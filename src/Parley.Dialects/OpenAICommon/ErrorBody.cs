using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>What an error object says.</summary>
internal sealed class ErrorBody
{
    /// <summary>For people; null when there is none.</summary>
    public string? Message { get; private set; }

    /// <summary>The type word.</summary>
    public string? Type { get; private set; }

    /// <summary>The code, also where it is a number.</summary>
    public string? Code { get; private set; }

    /// <summary>The member at fault.</summary>
    public string? Param { get; private set; }

    /// <summary>A status that the body names.</summary>
    public int? Status { get; private set; }

    /// <summary>Further members.</summary>
    public Extras? Extras { get; private set; }

    /// <summary>Reads an object: that behind <c>error</c>, or the whole body.</summary>
    public static ErrorBody Read(ReadOnlyMemory<byte> json, bool isInner, string dialect)
    {
        var error = new ErrorBody();
        var reader = new Utf8JsonReader(json.Span, JsonWire.ReaderOptions);
        reader.Read();
        while (JsonRead.NextMember(ref reader))
            error.ReadMember(ref reader, json, isInner, dialect);
        error.Status ??= StatusIn(error.Code);
        return error;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, bool isInner, string dialect)
    {
        if (reader.ValueTextEquals("message"u8) || !isInner && (reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("detail"u8)))
            Message = MessageOf(ref reader, json) ?? Message;
        else if (reader.ValueTextEquals("type"u8))
            Type = Loose.String(ref reader, json);
        else if (reader.ValueTextEquals("code"u8))
            Code = Loose.String(ref reader, json);
        else if (reader.ValueTextEquals("param"u8))
            Param = Loose.String(ref reader, json);
        else if (reader.ValueTextEquals("status_code"u8) || reader.ValueTextEquals("raw_status_code"u8))
            Status = Loose.Int32(ref reader, 0) is >= 400 and < 600 and var status ? status : null;
        else if (isInner)
            Keep(ref reader, json, dialect);
        else
            JsonRead.Skip(ref reader);
    }

    private void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, string dialect)
    {
        var extras = Extras;
        ExtrasReading.Keep(ref reader, json, dialect, ref extras);
        Extras = extras;
    }

    /// <summary>FastAPI's <c>detail</c> may be a list of objects, Mistral's <c>message</c> an object: their JSON then is the message.</summary>
    private static string? MessageOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        reader.Read();
        var text = Loose.TextHere(ref reader, json);
        return text.IsEmpty ? null : text.ToString();
    }

    private static int? StatusIn(string? code) => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 400 and < 600 ? status : null;
}
