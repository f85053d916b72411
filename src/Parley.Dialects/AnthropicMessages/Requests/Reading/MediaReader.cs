using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads <c>image</c> and <c>document</c> blocks.</summary>
internal static class MediaReader
{
    /// <summary>Reads the block whose opening brace the reader stands on. A block whose source is of an unknown kind stays whole.</summary>
    public static Part Read(MediaKind kind, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader;
        RawJson source = default;
        var fields = new SourceFields();
        string? title = null;
        var wantsCitations = false;
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("source"u8))
            {
                if (JsonRead.BeginObject(ref reader, body))
                    fields.Read(ref reader, body, out source);
            }
            else if (kind == MediaKind.Document && reader.ValueTextEquals("title"u8))
                title = JsonRead.String(ref reader, body);
            else if (kind == MediaKind.Document && reader.ValueTextEquals("citations"u8))
                wantsCitations = ReadCitations(ref reader, body, ref extras);
            else
                BlockReader.ReadShared(ref reader, body, ref cache, ref extras);
        }
        if (source.IsAbsent)
            throw new WireFormatException($"{JsonPlace.Of(body.Span, (int)start.TokenStartIndex)}.source", "The block has no source.");
        if (fields.ToSource() is not { } medium)
        {
            reader = start;
            return BlockReader.ReadOpaque(kind == MediaKind.Image ? "image" : "document", ref reader, body);
        }
        if (!fields.IsPlain)
            (extras ??= new Extras(Names.Dialect)).Add(Names.Source, source);
        return new MediaPart(kind, medium) { MediaType = fields.MediaType, Name = title, WantsCitations = wantsCitations, Cache = cache, Extras = extras };
    }

    /// <summary>True for exactly <c>{"enabled":true}</c>; whatever else was said is kept as it stands.</summary>
    private static bool ReadCitations(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var whole = JsonRead.Raw(ref reader, body);
        if (whole.IsAbsent)
            return false;
        var enabled = false;
        var others = whole.Kind != JsonValueKind.Object;
        if (!others)
        {
            var members = new JsonMembers(whole.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("enabled"u8))
                    enabled = value.Kind == JsonValueKind.True;
                else
                    others = true;
            }
        }
        if (others || !enabled)
            (extras ??= new Extras(Names.Dialect)).Add("citations", whole);
        return enabled && !others;
    }

    /// <summary>The members of a <c>source</c>.</summary>
    private struct SourceFields
    {
        private string? _type;
        private JsonText _data;
        private string? _url;
        private string? _fileId;
        private RawJson _content;
        private bool _hasOthers;
        private int _start;

        public string? MediaType { get; private set; }

        /// <summary>True when the source can be told again by its members alone.</summary>
        public readonly bool IsPlain => !_hasOthers && _type != "content" && !(_url is not null && MediaType is not null);

        public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, out RawJson whole)
        {
            _start = (int)reader.TokenStartIndex;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("type"u8))
                    _type = JsonRead.String(ref reader, body);
                else if (reader.ValueTextEquals("media_type"u8))
                    MediaType = JsonRead.String(ref reader, body);
                else if (reader.ValueTextEquals("data"u8))
                    _data = JsonRead.Text(ref reader, body);
                else if (reader.ValueTextEquals("url"u8))
                    _url = JsonRead.String(ref reader, body);
                else if (reader.ValueTextEquals("file_id"u8))
                    _fileId = JsonRead.String(ref reader, body);
                else if (reader.ValueTextEquals("content"u8))
                    _content = JsonRead.Raw(ref reader, body);
                else
                {
                    _hasOthers = true;
                    JsonRead.Skip(ref reader);
                }
            }
            whole = new RawJson(body[_start..(int)reader.BytesConsumed]);
            if (_type == "content")
                MediaType = Names.PlainText;
            Demand(body);
        }

        /// <summary>What a source of a known type must say.</summary>
        private readonly void Demand(ReadOnlyMemory<byte> body)
        {
            switch (_type)
            {
                case "base64" when !JsonDemand.IsBase64(_data): throw Wrong(body, "data", "bytes in base64");
                case "url" when string.IsNullOrEmpty(_url): throw Wrong(body, "url", "an address");
                case "file" when string.IsNullOrEmpty(_fileId): throw Wrong(body, "file_id", "the id of a file");
            }
        }

        private readonly WireFormatException Wrong(ReadOnlyMemory<byte> body, string member, string expected)
        {
            var place = $"{JsonPlace.Of(body.Span, _start)}.{member}";
            return new WireFormatException(place, $"{place} must be {expected}.");
        }

        public readonly MediaSource? ToSource() => _type switch
        {
            "base64" => new MediaSource.Base64(_data),
            "url" when _url is not null => new MediaSource.Url(_url),
            "file" when _fileId is not null => new MediaSource.FileId(Names.Dialect, _fileId),
            "text" => new MediaSource.PlainText(_data),
            "content" => new MediaSource.PlainText(TextOf(_content)),
            _ => null,
        };

        private static JsonText TextOf(RawJson content)
        {
            if (content.Kind != JsonValueKind.Array)
                return content.Kind == JsonValueKind.String ? content.AsText() : default;
            var joined = new ArrayBufferWriter<byte>();
            joined.Write("\""u8);
            var reader = content.CreateReader();
            reader.Read();
            foreach (var part in BlockReader.ReadAll(ref reader, content.Utf8))
            {
                if (part is not TextPart text)
                    continue;
                if (joined.WrittenCount > 1)
                    joined.Write("\\n"u8);
                text.Text.WriteEscaped(joined);
            }
            joined.Write("\""u8);
            return JsonText.FromToken(joined.WrittenMemory);
        }
    }
}
