using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The members of a response object but its output, as an upstream says them: in a whole reply, and in the events that carry the response.</summary>
internal sealed class ResponseHead
{
    /// <summary>That of a response that nobody announced.</summary>
    public static readonly ResponseHead Silent = new();

    private Extras? _extras;
    private RawJson _details;
    private JsonText _id;
    private JsonText _model;
    private string? _status;
    private bool _hasEcho;

    /// <summary>The response's id; null when it has none.</summary>
    public string? Id => NotEmpty(_id);

    /// <summary>The model.</summary>
    public string? Model => NotEmpty(_model);

    /// <summary>When it was made.</summary>
    public long? Created { get; private set; }

    /// <summary>The tier.</summary>
    public string? ServiceTier { get; private set; }

    /// <summary>The usage; absent when it is not said.</summary>
    public RawJson Usage { get; private set; }

    /// <summary>The output items; absent when there are none.</summary>
    public RawJson Output { get; private set; }

    /// <summary>All other members.</summary>
    public Extras? Extras => _extras;

    /// <summary>Reads a response object.</summary>
    public static ResponseHead Read(RawJson response)
    {
        var head = new ResponseHead();
        if (response.Kind == JsonValueKind.Object)
        {
            var members = new JsonMembers(response.Utf8);
            head.ReadMembers(ref members);
            head.KeepEcho(response);
        }
        return head;
    }

    /// <summary>Reads the response object behind the name where a walk stands; one that is no object says nothing.</summary>
    public static ResponseHead Read(ref JsonMembers walk)
    {
        var head = new ResponseHead();
        if (walk.TryEnter(out var members))
        {
            head.ReadMembers(ref members);
            head.KeepEcho(walk.Leave(members));
        }
        else
        {
            walk.Value();
        }
        return head;
    }

    /// <summary>Reads the member whose name the reader stands on.</summary>
    public void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var name = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonRead.NameHere(ref reader)) : reader.ValueSpan;
        reader.Read();
        ReadMember(name, JsonScan.ReadRaw(ref reader, body));
    }

    private void ReadMembers(ref JsonMembers members)
    {
        while (members.Next(out var name, out var value))
            ReadMember(name, value);
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (Echo.NameIn(name) is not null)
            _hasEcho = true;
        else if (name.SequenceEqual("output"u8))
            Output = NotNull(value);
        else if (name.SequenceEqual("id"u8))
            _id = TextOf("id", value);
        else if (name.SequenceEqual("model"u8))
            _model = TextOf("model", value);
        else if (name.SequenceEqual("created_at"u8))
            Created = TimeOf("created_at", value);
        else if (name.SequenceEqual("status"u8))
            _status = value.Utf8.Span.SequenceEqual("\"completed\""u8) ? Ending.Completed : StringOf("status", value);
        else if (name.SequenceEqual("incomplete_details"u8))
            _details = NotNull(value);
        else if (name.SequenceEqual("usage"u8))
            Usage = NotNull(value);
        else if (name.SequenceEqual("service_tier"u8))
            ServiceTier = StringOf("service_tier", value);
        else if (!name.SequenceEqual("object"u8) && !name.SequenceEqual("error"u8))
            (_extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(name), value);
    }

    /// <summary>How it ended.</summary>
    public Finish FinishOf(bool calledTools) => Ending.Read(_status, _details, calledTools);

    /// <summary>Keeps the members that repeat what was asked, once all members of the response were read.</summary>
    public void KeepEcho(RawJson response)
    {
        if (_hasEcho)
            (_extras ??= new Extras(Names.Dialect)).AddSpellings(response, Echo.NameIn);
    }

    private static RawJson NotNull(RawJson value) => value.Kind == JsonValueKind.Null ? default : value;

    private static string? StringOf(string name, RawJson value) => value.Kind == JsonValueKind.Null ? null : TextOf(name, value).ToString();

    private static JsonText TextOf(string name, RawJson value) => value.Kind switch
    {
        JsonValueKind.String => value.AsText(),
        JsonValueKind.Null => default,
        _ => throw new WireFormatException(name, $"{name} must be a string."),
    };

    private static long? TimeOf(string name, RawJson value)
    {
        if (value.Kind == JsonValueKind.Null)
            return null;
        var reader = value.CreateReader();
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var seconds) && double.IsFinite(seconds)
            ? (long)seconds
            : throw new WireFormatException(name, $"{name} must be a number.");
    }

    private static string? NotEmpty(JsonText text) => text.IsEmpty ? null : text.ToString();
}
