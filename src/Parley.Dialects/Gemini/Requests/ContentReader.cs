using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads <c>contents</c> and <c>systemInstruction</c>. Where a list is expected, one object stands for a list of one.</summary>
internal sealed class ContentReader
{
    private static readonly RawJson True = RawJson.Parse("true");
    private readonly CallPairing _pairing = new();

    /// <summary>The messages of <c>contents</c>.</summary>
    public List<Message> Messages { get; } = [];

    /// <summary>The message of <c>systemInstruction</c>; null without one.</summary>
    public Message? System { get; private set; }

    /// <summary>Reads the value behind <c>contents</c>.</summary>
    public void ReadContents(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: break;
            case JsonTokenType.StartObject or JsonTokenType.String: ReadContent(ref reader, body); break;
            case JsonTokenType.StartArray:
                while (JsonRead.NextElement(ref reader))
                    ReadContent(ref reader, body);
                break;
            default: throw JsonRead.Wrong(ref reader, body, "an array");
        }
    }

    /// <summary>Reads the value behind <c>systemInstruction</c>.</summary>
    public void ReadSystem(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        var content = ReadObject(ref reader, body);
        if (content.Role is not null)
            (content.Extras ??= new Extras(Names.Dialect)).AddSpelling("role", Quoted(content.Role));
        System = new Message(Role.System, content.Parts) { Extras = content.Extras };
    }

    private void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var content = ReadObject(ref reader, body);
        var role = RoleOf(content.Role);
        var first = Messages.Count;
        var start = 0;
        for (var end = 1; end <= content.Parts.Count; end++)
        {
            var isResult = content.Parts[start] is ToolResultPart;
            if (end < content.Parts.Count && content.Parts[end] is ToolResultPart == isResult)
                continue;
            Add(isResult ? Role.Tool : role, content.Parts.GetRange(start, end - start), content, isFirst: start == 0);
            start = end;
        }
        if (Messages.Count == first)
            Add(role, [], content, isFirst: true);
    }

    private void Add(Role role, List<Part> parts, Content content, bool isFirst)
    {
        var extras = isFirst ? content.Extras : null;
        if (isFirst && content.Role is not null && content.Role != Names.RoleWord(role))
            (extras ??= new Extras(Names.Dialect)).AddSpelling("role", Quoted(content.Role));
        if (role == Role.System)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Names.InContents, True);
        Messages.Add(new Message(role, parts) { Continues = !isFirst, Extras = extras });
    }

    private Content ReadObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var content = new Content();
        if (reader.TokenType == JsonTokenType.String)
        {
            content.Parts.Add(new TextPart(JsonRead.TextHere(ref reader, body)) { IsBare = true });
            return content;
        }
        JsonRead.Object(ref reader, body);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("role"u8))
                content.Role = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("parts"u8))
                ReadParts(ref reader, body, content);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref content.Extras);
        }
        return content;
    }

    private void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Content content)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: break;
            case JsonTokenType.StartObject or JsonTokenType.String:
                content.Parts.Add(ReadPart(ref reader, body));
                (content.Extras ??= new Extras(Names.Dialect)).AddSpelling(Names.Single, True);
                break;
            case JsonTokenType.StartArray:
                while (JsonRead.NextElement(ref reader))
                    content.Parts.Add(ReadPart(ref reader, body));
                break;
            default: throw JsonRead.Wrong(ref reader, body, "an array");
        }
    }

    private Part ReadPart(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType == JsonTokenType.String)
            return new TextPart(JsonRead.TextHere(ref reader, body));
        var start = (int)reader.TokenStartIndex;
        var part = PartReader.Read(ref reader, body);
        if (part.Media is { } media)
            DemandMedium(media, body, start);
        return part.Kind switch
        {
            PartKind.Call => part.Complete(_pairing.Call(part.Call!)),
            PartKind.Response => part.Complete(part.Response!.ToPart(_pairing.Answer(part.Response))),
            _ => part.Build(),
        };
    }

    private static void DemandMedium(MediaPart media, ReadOnlyMemory<byte> body, int start)
    {
        var (member, expected) = media.Source switch
        {
            MediaSource.Base64 bytes when !JsonDemand.IsBase64(bytes.Data) => ("inlineData.data", "bytes in base64"),
            MediaSource.FileId { Id: "" } => ("fileData.fileUri", "an address"),
            _ => ("", ""),
        };
        if (member.Length == 0)
            return;
        var place = $"{JsonPlace.Of(body.Span, start)}.{member}";
        throw new WireFormatException(place, $"{place} must be {expected}.");
    }

    /// <summary>A role that Google does not know is kept as it is: the provider says what it thinks of it.</summary>
    private static Role RoleOf(string? role) => role switch
    {
        "model" or "assistant" => Role.Assistant,
        "system" => Role.System,
        _ => Role.User,
    };

    private static RawJson Quoted(string text) => Schemas.SchemaMerge.ToJson(text);

    private sealed class Content
    {
        public Extras? Extras;

        public string? Role { get; set; }

        public List<Part> Parts { get; } = [];
    }
}
