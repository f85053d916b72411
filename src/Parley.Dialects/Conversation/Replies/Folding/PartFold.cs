using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation.Folding;

/// <summary>What a part is made of.</summary>
internal enum PartFoldKind
{
    Text,
    Reasoning,
    Refusal,
    ToolCall,
    Whole,
}

/// <summary>Gathers the pieces of one part.</summary>
internal sealed class PartFold(int number, PartFoldKind kind)
{
    private static readonly JsonText NoArguments = JsonText.FromToken("\"{}\""u8.ToArray());

    private ArrayBufferWriter<byte>? _text;
    private ArrayBufferWriter<byte>? _redacted;
    private List<Citation>? _citations;
    private ToolCallStart _call = new("", "");
    private Part? _whole;
    private PartSignature? _signature;
    private Extras? _extras;

    public int Number => number;

    public PartFoldKind Kind => kind;

    public static PartFold ToolCall(int number, ToolCallStart? start)
    {
        var part = new PartFold(number, PartFoldKind.ToolCall);
        if (start is not null)
            part._call = start with { Extras = start.Extras?.Detach() };
        return part;
    }

    public static PartFold Whole(int number, Part whole) => new(number, PartFoldKind.Whole) { _whole = whole.Detach() };

    public void Append(JsonText text, Extras? extras)
    {
        Append(text);
        _extras ??= extras?.Detach();
    }

    public void Append(JsonText text) => text.WriteEscaped(_text ??= Opened());

    public void AppendRedacted(JsonText data) => data.WriteEscaped(_redacted ??= Opened());

    public void Cite(Citation citation) => (_citations ??= []).Add(citation);

    public void Sign(PartSignature signature) => _signature = signature;

    public Part Build()
    {
        Part part = kind switch
        {
            PartFoldKind.Text => new TextPart(Close(_text)) { Citations = _citations is null ? [] : [.. _citations], Extras = _extras },
            PartFoldKind.Reasoning => new ReasoningPart(Close(_text)) { RedactedData = Close(_redacted), Extras = _extras },
            PartFoldKind.Refusal => new RefusalPart(Close(_text)) { Extras = _extras },
            PartFoldKind.ToolCall => BuildCall(),
            _ => _whole!,
        };
        return _signature is null ? part : part with { Signature = _signature };
    }

    private ToolCallPart BuildCall()
    {
        var arguments = Close(_text);
        if (arguments.IsEmpty && !_call.IsCustom)
            arguments = NoArguments;
        return new ToolCallPart(_call.Id, _call.Name, ToolArguments.FromText(arguments))
        {
            IsCustom = _call.IsCustom,
            IdIsInvented = _call.IdIsInvented,
            Extras = _call.Extras,
        };
    }

    private static ArrayBufferWriter<byte> Opened()
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write("\""u8);
        return buffer;
    }

    private static JsonText Close(ArrayBufferWriter<byte>? opened) =>
        opened is null or { WrittenCount: 1 } ? default : JsonText.FromToken((byte[])[.. opened.WrittenSpan, (byte)'"']);
}
