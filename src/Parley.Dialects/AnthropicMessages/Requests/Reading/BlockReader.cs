using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads content blocks, of requests and of replies.</summary>
internal static class BlockReader
{
    private static readonly CacheHint DefaultCache = new();
    private static readonly string[] Types = ["text", "tool_use", "tool_result", "thinking", "image", "document", "redacted_thinking"];

    /// <summary>Reads the block whose opening brace the reader stands on. A caller's call must have an id; a model's that has none is marked for the reader of the reply to invent one.</summary>
    /// <exception cref="WireFormatException">A member has the wrong type, or what makes the block what it is is missing.</exception>
    public static Part Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply = false)
    {
        JsonRead.Object(ref reader, body);
        return TypeOf(reader, body) switch
        {
            "text" => ReadText(ref reader, body),
            "image" => MediaReader.Read(MediaKind.Image, ref reader, body),
            "document" => MediaReader.Read(MediaKind.Document, ref reader, body),
            "tool_use" => ReadToolUse(ref reader, body, isReply),
            "tool_result" => ReadToolResult(ref reader, body),
            "thinking" => ReadThinking(ref reader, body),
            "redacted_thinking" => ReadRedacted(ref reader, body),
            var type => ReadOpaque(type, ref reader, body),
        };
    }

    /// <summary>Reads the elements of an array whose opening bracket the reader stands on.</summary>
    public static List<Part> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply = false)
    {
        var parts = new List<Part>();
        while (JsonRead.NextElement(ref reader))
            parts.Add(Read(ref reader, body, isReply));
        return parts;
    }

    /// <summary>Moves to the value behind a name and reads it as a string or as blocks; null is no part at all.</summary>
    public static List<Part> ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply = false)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String => [new TextPart(JsonScan.ReadText(ref reader, body)) { IsBare = true }],
            JsonTokenType.StartArray => ReadAll(ref reader, body, isReply),
            JsonTokenType.Null => [],
            _ => throw JsonRead.Wrong(ref reader, body, "a string or an array of content blocks"),
        };
    }

    /// <summary>Takes a whole block as it stands.</summary>
    public static OpaquePart ReadOpaque(string type, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        new(Names.Dialect, type, JsonScan.ReadRaw(ref reader, body));

    /// <summary>Reads a member that every kind of block may have, or keeps it: <c>type</c>, <c>cache_control</c>, what is unknown.</summary>
    public static void ReadShared(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref CacheHint? cache, ref Extras? extras)
    {
        if (reader.ValueTextEquals("type"u8))
            JsonRead.Skip(ref reader);
        else if (reader.ValueTextEquals("cache_control"u8))
            ReadCache(ref reader, body, ref cache, ref extras);
        else
            ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
    }

    /// <summary>Reads <c>cache_control</c>; one of a kind or with members that are not known here is kept whole.</summary>
    public static void ReadCache(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref CacheHint? cache, ref Extras? extras)
    {
        var whole = JsonRead.Raw(ref reader, body);
        if (whole.IsAbsent)
            return;
        if (whole.Kind != JsonValueKind.Object)
            throw JsonRead.Wrong(ref reader, body, "an object");
        string? type = null;
        string? timeToLive = null;
        var known = true;
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8) && value.Kind == JsonValueKind.String)
                type = value.AsText().ToString();
            else if (name.SequenceEqual("ttl"u8) && value.Kind == JsonValueKind.String)
                timeToLive = value.AsText().ToString();
            else
                known &= value.Kind == JsonValueKind.Null;
        }
        if (known && type == "ephemeral")
            cache = timeToLive is null ? DefaultCache : new CacheHint(timeToLive);
        else
            (extras ??= new Extras(Names.Dialect)).Add("cache_control", whole);
    }

    private static string TypeOf(Utf8JsonReader ahead, ReadOnlyMemory<byte> body)
    {
        var start = ahead;
        while (JsonRead.NextMember(ref ahead))
        {
            if (ahead.ValueTextEquals("type"u8))
                return JsonRead.Word(ref ahead, body, Types) ?? throw Missing(ref start, body, "type");
            JsonRead.Skip(ref ahead);
        }
        throw Missing(ref start, body, "type");
    }

    private static WireFormatException Missing(ref Utf8JsonReader block, ReadOnlyMemory<byte> body, string member)
    {
        var place = JsonPlace.Of(body.Span, (int)block.TokenStartIndex);
        return new WireFormatException(place.Length == 0 ? member : $"{place}.{member}", $"A content block needs a {member}.");
    }

    private static TextPart ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonText text = default;
        IReadOnlyList<Citation> citations = [];
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("citations"u8))
                citations = CitationFields.ReadAll(ref reader, body);
            else
                ReadShared(ref reader, body, ref cache, ref extras);
        }
        return new TextPart(text) { Citations = citations, Cache = cache, Extras = extras };
    }

    private static ToolCallPart ReadToolUse(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply)
    {
        var start = reader;
        string? id = null;
        string? name = null;
        var input = Names.EmptyObject;
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("input"u8))
                input = JsonRead.Raw(ref reader, body) is { IsAbsent: false } value ? value : input;
            else
                ReadShared(ref reader, body, ref cache, ref extras);
        }
        var isNameless = name is null || (isReply && name.Length == 0);
        if (isNameless || (id is null && !isReply))
            throw Missing(ref start, body, isNameless ? "name" : "id");
        var isInvented = isReply && string.IsNullOrEmpty(id);
        return new ToolCallPart(isInvented ? "" : id!, name!, ToolArguments.FromValue(input))
        {
            IdIsInvented = isInvented,
            Cache = cache,
            Extras = extras,
        };
    }

    private static ToolResultPart ReadToolResult(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader;
        string? id = null;
        bool? isError = null;
        List<Part> content = [];
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("tool_use_id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("is_error"u8))
                isError = JsonRead.Boolean(ref reader, body);
            else if (reader.ValueTextEquals("content"u8))
                content = ReadContent(ref reader, body);
            else
                ReadShared(ref reader, body, ref cache, ref extras);
        }
        if (id is null)
            throw Missing(ref start, body, "tool_use_id");
        return new ToolResultPart(id, content) { IsError = isError, Cache = cache, Extras = extras };
    }

    private static ReasoningPart ReadThinking(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonText text = default;
        PartSignature? signature = null;
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("thinking"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("signature"u8))
                signature = JsonRead.Text(ref reader, body) is { IsEmpty: false } token ? new PartSignature(Names.Dialect, token) : null;
            else
                ReadShared(ref reader, body, ref cache, ref extras);
        }
        return new ReasoningPart(text) { Signature = signature, Cache = cache, Extras = extras };
    }

    private static ReasoningPart ReadRedacted(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonText data = default;
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("data"u8))
                data = JsonRead.Text(ref reader, body);
            else
                ReadShared(ref reader, body, ref cache, ref extras);
        }
        return new ReasoningPart(default) { RedactedData = data, Cache = cache, Extras = extras };
    }
}
