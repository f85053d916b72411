using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads what routing needs of a request: the top-level members, once, with the messages only searched through.</summary>
internal ref struct HeadReader
{
    private const int TokensOfImage = 1000;
    private const int BytesPerToken = 4;

    private readonly ReadOnlyMemory<byte> _body;
    private Seen _seen;
    private string _model = "";
    private Range _modelValue;
    private bool _stream;
    private RequestNeeds _needs;
    private int? _maxTokens;
    private bool _hasMessages;
    private bool _hasNoMessages;
    private long _promptBytes;
    private int _images;
    private FurtherModels _further;

    private HeadReader(ReadOnlyMemory<byte> body) => _body = body;

    [Flags]
    private enum Seen
    {
        None = 0,
        Model = 1,
        Stream = 2,
        Messages = 4,
        Tools = 8,
        ResponseFormat = 16,
        MaxTokens = 32,
        Thinking = 64,
        Documents = 128,
    }

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member that is read here occurs twice or has the wrong type.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var head = new HeadReader(body);
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
                head.ReadMember(name, value);
            if (!head._hasMessages)
                throw Wrong("messages", "a list of messages");
            return head.Build();
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        var member = MemberOf(name);
        if (member == Seen.None)
        {
            _further.TryRead(name, value);
            return;
        }
        if ((_seen & member) != Seen.None)
            throw Twice(System.Text.Encoding.UTF8.GetString(name));
        _seen |= member;
        if (value.Kind != JsonValueKind.Null)
            Take(member, value);
    }

    private static Seen MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual("model"u8) => Seen.Model,
        5 when name.SequenceEqual("tools"u8) => Seen.Tools,
        6 when name.SequenceEqual("stream"u8) => Seen.Stream,
        8 when name.SequenceEqual("messages"u8) => Seen.Messages,
        8 when name.SequenceEqual("thinking"u8) => Seen.Thinking,
        9 when name.SequenceEqual("documents"u8) => Seen.Documents,
        10 when name.SequenceEqual("max_tokens"u8) => Seen.MaxTokens,
        15 when name.SequenceEqual("response_format"u8) => Seen.ResponseFormat,
        _ => Seen.None,
    };

    private void Take(Seen member, RawJson value)
    {
        switch (member)
        {
            case Seen.Model:
                _model = Demand(value, JsonValueKind.String, "model", "a string").AsText().ToString();
                _modelValue = JsonMembers.RangeOf(_body, value);
                break;
            case Seen.Stream:
                _stream = value.Kind == JsonValueKind.True || (value.Kind == JsonValueKind.False ? false : throw Wrong("stream", "true or false"));
                break;
            case Seen.Messages:
                AddMessages(Demand(value, JsonValueKind.Array, "messages", "an array").Utf8.Span);
                _hasNoMessages = JsonMembers.IsEmptyList(value);
                break;
            case Seen.Documents:
                _promptBytes += Demand(value, JsonValueKind.Array, "documents", "an array").Utf8.Length;
                break;
            case Seen.Tools:
                AddTools(Demand(value, JsonValueKind.Array, "tools", "an array"));
                break;
            case Seen.MaxTokens:
                _maxTokens = Number(value);
                break;
            case Seen.ResponseFormat when SaysSchema(Demand(value, JsonValueKind.Object, "response_format", "an object")):
                _needs |= RequestNeeds.JsonSchema;
                break;
            case Seen.Thinking when value.Utf8.Span.IndexOf("\"enabled\""u8) >= 0:
                _needs |= RequestNeeds.Reasoning;
                break;
        }
    }

    private void AddMessages(ReadOnlySpan<byte> messages)
    {
        _hasMessages = true;
        _promptBytes += messages.Length;
        if (messages.IndexOf("\"image_url\""u8) >= 0)
            _needs |= RequestNeeds.Vision;
        for (var at = messages.IndexOf(";base64,"u8); at >= 0; at = messages.IndexOf(";base64,"u8))
        {
            messages = messages[at..];
            var length = Math.Max(1, messages.IndexOf((byte)'"'));
            _images++;
            _promptBytes -= length;
            messages = messages[length..];
        }
    }

    private void AddTools(RawJson tools)
    {
        if (tools.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty)
            return;
        _needs |= RequestNeeds.Tools;
        _promptBytes += tools.Utf8.Length;
    }

    private static bool SaysSchema(RawJson format)
    {
        var members = new JsonMembers(format.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("json_schema"u8) && value.Kind == JsonValueKind.Object)
                return true;
        }
        return false;
    }

    private static int Number(RawJson value)
    {
        var reader = value.CreateReader();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
            return (int)number;
        throw Wrong("max_tokens", "a whole number");
    }

    private static RawJson Demand(RawJson value, JsonValueKind kind, string name, string expected) => value.Kind == kind ? value : throw Wrong(name, expected);

    private static WireFormatException Wrong(string name, string expected) => new(name, $"{name} must be {expected}.");

    private static WireFormatException Twice(string name) => new(name, $"The member {name} occurs twice.");

    private readonly RequestHead Build() => new()
    {
        Model = _further.First(_model),
        Fallbacks = _further.Others(_model),
        FallbackMembers = _further.Members,
        NeedsTranslation = !_further.Members.IsEmpty,
        ModelValue = _modelValue,
        Stream = _stream,
        MaxTokens = _maxTokens,
        EmptyMember = _hasNoMessages ? "messages" : null,
        Needs = _stream ? _needs | RequestNeeds.Streaming : _needs,
        EstimatedInputTokens = (int)Math.Min(int.MaxValue, (_promptBytes + BytesPerToken - 1) / BytesPerToken + (long)_images * TokensOfImage),
    };
}
