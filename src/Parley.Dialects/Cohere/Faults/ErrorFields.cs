using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>The members of an error object.</summary>
internal struct ErrorFields
{
    /// <summary>For people; null when there is none.</summary>
    public string? Message { get; private set; }

    /// <summary>The id of the request.</summary>
    public string? Id { get; private set; }

    private string? _type;
    private string? _code;
    private string? _param;
    private Extras? _extras;

    /// <summary>Reads an object; what cannot be read says nothing.</summary>
    public static ErrorFields TryRead(ReadOnlyMemory<byte> json)
    {
        var fields = new ErrorFields();
        try
        {
            var members = new JsonMembers(json);
            while (members.Next(out var name, out var value))
                fields.ReadMember(name, value);
            return fields;
        }
        catch (Exception broken) when (broken is JsonException or WireFormatException)
        {
            return default;
        }
    }

    /// <summary>The fault that the members tell.</summary>
    public readonly Fault ToFault(int status)
    {
        var message = Message ?? "The provider broke off the answer with an error.";
        return new Fault(FaultKinds.KindOf(status, _type, message), message) { NativeType = _type, Code = _code, Param = _param, Extras = _extras };
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("message"u8) || name.SequenceEqual("error"u8) || name.SequenceEqual("detail"u8) || name.SequenceEqual("data"u8))
            Message ??= MessageOf(value);
        else if (name.SequenceEqual("id"u8) || name.SequenceEqual("request_id"u8))
            Id ??= Text(value);
        else if (name.SequenceEqual("error_type"u8))
            _type = Text(value);
        else if (name.SequenceEqual("code"u8))
            _code = value.Kind == JsonValueKind.Number ? value.ToString() : Text(value);
        else if (name.SequenceEqual("param"u8))
            _param = Text(value);
        else if (!IsOfStream(name))
            (_extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(name), value.Detach());
    }

    /// <summary>What stands beside the error of a stream, and what Parley itself adds.</summary>
    private static bool IsOfStream(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("type"u8) || name.SequenceEqual("finish_reason"u8) || name.SequenceEqual("usage"u8) || name.SequenceEqual("source"u8);

    private static string? MessageOf(RawJson value)
    {
        if (value.Kind is JsonValueKind.String)
            return Text(value);
        if (value.Kind is not JsonValueKind.Object)
            return value.Kind is JsonValueKind.Array ? value.ToString() : null;
        return TryRead(value.Utf8).Message ?? value.ToString();
    }

    private static string? Text(RawJson value) => value.Kind == JsonValueKind.String && value.Utf8.Length > 2 ? value.AsText().ToString() : null;
}
