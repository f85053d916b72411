using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads <c>response_format</c>.</summary>
internal ref struct ResponseFormatReader
{
    private string? _type;
    private RawJson _schema;
    private string? _name;
    private JsonText _description;
    private bool? _strict;
    private bool _hasBody;
    private Extras? _own;

    /// <summary>Reads the value behind the name; a type that is not OpenAI's chat's (a grammar) stays whole in <paramref name="extras"/>.</summary>
    public static ResponseFormat? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        var format = default(ResponseFormatReader);
        while (JsonRead.NextMember(ref reader))
            format.ReadMember(ref reader, body);
        if (format.Build() is { } known)
            return format.LacksSchema ? throw Bodiless(body, start) : known;
        FormatWords.Demand(format._type, body, start);
        (extras ??= new Extras(Names.Dialect)).Add("response_format", new RawJson(body[start..(int)reader.BytesConsumed]));
        return null;
    }

    /// <summary>Together also takes the schema itself beside the type.</summary>
    private readonly bool LacksSchema => _type == "json_schema" && !_hasBody && (_own?["schema"] ?? default).IsAbsent;

    private static WireFormatException Bodiless(ReadOnlyMemory<byte> body, int start)
    {
        var place = JsonPlace.Of(body.Span, start) + ".json_schema";
        return new WireFormatException(place, $"{place} is missing.");
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("type"u8))
            _type = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("json_schema"u8))
            ReadJsonSchema(ref reader, body);
        else
            ExtraMembers.Keep(ref reader, body, ref _own);
    }

    private void ReadJsonSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        _hasBody = true;
        var start = (int)reader.TokenStartIndex;
        Extras? inner = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                _name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("schema"u8))
                _schema = JsonDemand.Schema(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                _description = ExtraMembers.TextOrNote(ref reader, body, Spelling.EmptyDescription, ref _own);
            else if (reader.ValueTextEquals("strict"u8))
                _strict = JsonRead.Boolean(ref reader, body);
            else
                ExtraMembers.KeepInner(ref reader, body, "json_schema", ref inner);
        }
        if (_schema.IsAbsent && inner is not null)
            TakeBareSchema(new RawJson(body[start..(int)reader.BytesConsumed]));
        else
            Adopt(inner);
    }

    /// <summary>Cloudflare takes the schema itself in the place of the named one.</summary>
    private void TakeBareSchema(RawJson schema)
    {
        _schema = schema;
        _name = null;
        _description = default;
        _strict = null;
        ExtraMembers.Note(ref _own, Spelling.Bare);
    }

    private void Adopt(Extras? inner)
    {
        if (inner is null)
            return;
        _own ??= new Extras(Names.Dialect);
        foreach (var (name, value) in inner.Members)
            _own.Add(name, value);
    }

    private readonly ResponseFormat? Build()
    {
        ResponseFormatKind? kind = _type switch
        {
            "text" => ResponseFormatKind.Text,
            "json_object" => ResponseFormatKind.JsonObject,
            "json_schema" => ResponseFormatKind.JsonSchema,
            _ => null,
        };
        if (kind is null)
            return null;
        return new ResponseFormat(kind.Value) { Schema = _schema, Name = _name, Description = _description, Strict = _strict, Extras = _own };
    }
}
