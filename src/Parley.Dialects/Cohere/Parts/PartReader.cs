using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads content: a text, or a list of parts.</summary>
internal struct PartReader
{
    private string? _type;
    private JsonText _text;
    private JsonText _thinking;
    private JsonText _url;
    private string? _detail;
    private RawJson _document;
    private Extras? _extras;

    /// <summary>Moves to the value behind <c>content</c> and reads it; an empty list is kept among the extras of its message.</summary>
    public static void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Part> parts, ref Extras? extras)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            parts.Add(new TextPart(JsonRead.TextHere(ref reader, body)) { IsBare = true });
            return;
        }
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonRead.Wrong(ref reader, body, "a string or an array");
        while (JsonRead.NextElement(ref reader))
            parts.Add(Read(ref reader, body));
        if (parts.Count == 0)
            OwnExtras.AddEmptyList("content", ref extras);
    }

    /// <summary>Reads the part whose opening brace the reader stands on.</summary>
    public static Part Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        var draft = new PartReader();
        while (JsonRead.NextMember(ref reader))
            draft.ReadMember(ref reader, body);
        if (draft._type == "image_url")
            JsonDemand.Said(draft._url, body, start, "image_url.url");
        return draft.Build(new RawJson(body[start..(int)reader.BytesConsumed]));
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("type"u8))
            _type = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("text"u8))
            _text = JsonRead.Text(ref reader, body);
        else if (reader.ValueTextEquals("thinking"u8))
            _thinking = JsonRead.Text(ref reader, body);
        else if (reader.ValueTextEquals("image_url"u8))
            ReadImage(ref reader, body);
        else if (reader.ValueTextEquals("document"u8))
            _document = JsonRead.Raw(ref reader, body);
        else
            OwnExtras.Keep(ref reader, body, ref _extras);
    }

    private void ReadImage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("url"u8))
                _url = ImageAddress.ReadUrl(ref reader, body);
            else if (reader.ValueTextEquals("detail"u8))
                _detail = JsonRead.String(ref reader, body);
            else
                OwnExtras.KeepInner(ref reader, body, Names.ImagePrefix, ref _extras);
        }
    }

    private Part Build(RawJson whole)
    {
        switch (_type)
        {
            case "text": return new TextPart(_text) { Extras = _extras };
            case "thinking": return new ReasoningPart(_thinking) { Extras = _extras };
            case "image_url": return ImageAddress.Read(_url) with { Detail = _detail, Extras = _extras };
            case "document" when !_document.IsAbsent:
                OwnExtras.Note(Spelling.Document, _document, ref _extras);
                return new TextPart(DocumentFields.TextOf(_document)) { Extras = _extras };
            default: return new OpaquePart(Names.Dialect, _type ?? "", whole);
        }
    }
}
