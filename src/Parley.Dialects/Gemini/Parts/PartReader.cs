using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads one part, of a request or of a reply. A plain text part allocates nothing until <see cref="Build"/> is asked for it.</summary>
internal struct PartReader
{
    private Extras? _extras;
    private RawJson _whole;
    private string? _unknown;

    /// <summary>What the part holds.</summary>
    public PartKind Kind { get; private set; }

    /// <summary>The text of a text or a thought.</summary>
    public JsonText Text { get; private set; }

    /// <summary>True for a thought.</summary>
    public bool IsThought { get; private set; }

    /// <summary>The signature; empty when there is none.</summary>
    public JsonText Signature { get; private set; }

    /// <summary>The call, when the part is one.</summary>
    public FunctionCall? Call { get; private set; }

    /// <summary>The result, when the part is one.</summary>
    public FunctionResponse? Response { get; private set; }

    /// <summary>The medium, when the part is one.</summary>
    public MediaPart? Media { get; private set; }

    /// <summary>Unknown members.</summary>
    public readonly Extras? Extras => _extras;

    /// <summary>Reads the part on whose opening brace the reader stands.</summary>
    public static PartReader Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var part = default(PartReader);
        var start = (int)reader.TokenStartIndex;
        while (JsonRead.NextMember(ref reader))
            part.ReadMember(ref reader, body);
        part._whole = new RawJson(body[start..(int)reader.BytesConsumed]);
        part.Settle();
        return part;
    }

    /// <summary>The part in the model's terms, for everything but calls and results, which need an id.</summary>
    public readonly Part Build()
    {
        Part part = Kind switch
        {
            PartKind.Media => Media!,
            PartKind.Opaque => new OpaquePart(Names.Dialect, _unknown ?? "", _whole),
            _ when IsThought => new ReasoningPart(Text),
            _ => new TextPart(Text),
        };
        return Kind == PartKind.Opaque ? part : Complete(part);
    }

    /// <summary>Adds signature and unknown members.</summary>
    public readonly Part Complete(Part part) => Signature.IsEmpty && _extras is null ? part : part with
    {
        Signature = Signature.IsEmpty ? null : new PartSignature(Names.Dialect, Signature),
        Extras = _extras,
    };

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("text"u8))
            ReadText(ref reader, body);
        else if (reader.ValueTextEquals("thought"u8))
            ReadThought(ref reader, body);
        else if (reader.Is("thoughtSignature"u8, "thought_signature"u8))
            Signature = JsonRead.Text(ref reader, body);
        else if (reader.Is("functionCall"u8, "function_call"u8))
            Call = Take(PartKind.Call, FunctionCall.Read(ref reader, body, ref _extras)) ?? Call;
        else if (reader.Is("functionResponse"u8, "function_response"u8))
            Response = Take(PartKind.Response, FunctionResponse.Read(ref reader, body, ref _extras)) ?? Response;
        else if (reader.Is("inlineData"u8, "inline_data"u8))
            Media = Take(PartKind.Media, MediaReader.ReadInline(ref reader, body, ref _extras)) ?? Media;
        else if (reader.Is("fileData"u8, "file_data"u8))
            Media = Take(PartKind.Media, MediaReader.ReadFile(ref reader, body, ref _extras)) ?? Media;
        else
            KeepUnknown(ref reader, body);
    }

    private void ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return;
        Text = JsonRead.TextHere(ref reader, body);
        Kind = PartKind.Text;
    }

    private void ReadThought(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var thought = JsonRead.Boolean(ref reader, body);
        IsThought = thought == true;
        if (thought == false)
            (_extras ??= new Extras(Names.Dialect)).AddSpelling("thought", RawJson.Parse("false"));
    }

    /// <summary>Clients write every member of the union, those that do not hold as null: null says nothing of the kind.</summary>
    private T? Take<T>(PartKind kind, T? value)
        where T : class
    {
        if (value is not null)
            Kind = kind;
        return value;
    }

    private void KeepUnknown(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var isMetadata = reader.Is("videoMetadata"u8, "video_metadata"u8) || reader.Is("partMetadata"u8, "part_metadata"u8) || reader.Is("mediaResolution"u8, "media_resolution"u8);
        var name = reader.GetString() ?? "";
        var value = JsonRead.Raw(ref reader, body);
        if (value.IsAbsent)
            return;
        if (!isMetadata)
            _unknown ??= name;
        (_extras ??= new Extras(Names.Dialect)).Add(name, value);
    }

    /// <summary>A part without known data is another kind of block, unless all that it has is a signature or metadata, which hang on an empty text.</summary>
    private void Settle()
    {
        if (Kind == PartKind.None)
            Kind = _unknown is not null || (Signature.IsEmpty && _extras is null) ? PartKind.Opaque : PartKind.Text;
        if (IsThought && Kind is not (PartKind.Text or PartKind.Opaque))
            (_extras ??= new Extras(Names.Dialect)).Add("thought", RawJson.Parse("true"));
    }
}

/// <summary>The members of the union that a part is.</summary>
internal enum PartKind
{
    None,
    Text,
    Call,
    Response,
    Media,
    Opaque,
}
