using System.Buffers.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads what routing needs of a request: the top-level members, once, with the messages only searched through.</summary>
internal ref struct HeadReader
{
    private const int TokensOfMedium = 1000;
    private const int BytesPerToken = 4;

    private readonly ReadOnlyMemory<byte> _body;
    private Members _seen;
    private string? _model;
    private bool _stream;
    private bool _includeUsage;
    private TokenLimits _limits;
    private int _choices = 1;
    private RequestNeeds _needs;
    private int _promptBytes;
    private int _media;
    private Range _modelValue;
    private Range _streamOptionsValue;
    private bool _hasNoMessages;
    private RawJson _tools;
    private RawJson _metadata;
    private ServiceTier _serviceTier;
    private FurtherModels _further;

    private HeadReader(ReadOnlyMemory<byte> body) => _body = body;

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, a member that is read here occurs twice or has the wrong type, or there are no messages.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var head = ReadMembers(body);
        return head._seen.HasFlag(Members.Messages) ? head.Build() : throw new WireFormatException("messages", "messages is missing.");
    }

    /// <summary>Reads of a whole body what completions have in common with chat.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member that is read here occurs twice or has the wrong type.</exception>
    public static RequestHead ReadShared(ReadOnlyMemory<byte> body) => ReadMembers(body).Build();

    private static HeadReader ReadMembers(ReadOnlyMemory<byte> body)
    {
        var head = new HeadReader(body);
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
                head.ReadMember(name, value);
            return head;
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    [Flags]
    private enum Members
    {
        None = 0,
        Model = 1,
        Stream = 2,
        StreamOptions = 4,
        Messages = 8,
        Tools = 16,
        ResponseFormat = 32,
        MaxTokens = 64,
        MaxCompletionTokens = 128,
        Effort = 256,
        Choices = 512,
        BestOf = 1024,
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("model"u8) && Once(Members.Model, "model"))
            ReadModel(value);
        else if (name.SequenceEqual("messages"u8) && Once(Members.Messages, "messages"))
            ReadMessages(value);
        else if (name.SequenceEqual("stream"u8) && Once(Members.Stream, "stream"))
            _stream = Boolean(value, "stream");
        else if (name.SequenceEqual("stream_options"u8) && Once(Members.StreamOptions, "stream_options"))
            ReadStreamOptions(value);
        else if (name.SequenceEqual("max_tokens"u8) && Once(Members.MaxTokens, "max_tokens"))
            _limits.Older = Number(value, "max_tokens");
        else if (name.SequenceEqual("max_completion_tokens"u8) && Once(Members.MaxCompletionTokens, "max_completion_tokens"))
            _limits.Newer = Number(value, "max_completion_tokens");
        else if ((name.SequenceEqual("n"u8) && Once(Members.Choices, "n")) || (name.SequenceEqual("best_of"u8) && Once(Members.BestOf, "best_of")))
            _choices = Math.Max(_choices, CountOf(value));
        else
            ReadNeeds(name, value);
    }

    private void ReadNeeds(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("tools"u8) && Once(Members.Tools, "tools"))
        {
            _promptBytes += value.Utf8.Length;
            _tools = CallForms.MayHave(value) ? value : default;
            if (value.Kind == JsonValueKind.Array && !value.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty)
                _needs |= RequestNeeds.Tools;
        }
        else if (name.SequenceEqual("functions"u8))
        {
            _needs |= RequestNeeds.Tools;
        }
        else if (name.SequenceEqual("response_format"u8) && Once(Members.ResponseFormat, "response_format"))
        {
            if (value.Utf8.Span.IndexOf("\"json_schema\""u8) >= 0)
                _needs |= RequestNeeds.JsonSchema;
        }
        else if (name.SequenceEqual("reasoning_effort"u8) && Once(Members.Effort, "reasoning_effort")
            && value.Kind == JsonValueKind.String && !value.Utf8.Span.SequenceEqual("\"none\""u8))
        {
            _needs |= RequestNeeds.Reasoning;
        }
        else if (name.SequenceEqual("metadata"u8))
        {
            _metadata = value;
        }
        else if (name.SequenceEqual("service_tier"u8))
        {
            _serviceTier = ServiceTiers.Read(value);
        }
        else
        {
            _further.TryRead(name, value);
        }
    }

    private bool Once(Members member, string name)
    {
        if ((_seen & member) != Members.None)
            throw new WireFormatException(name, $"The member {name} occurs twice.");
        _seen |= member;
        return true;
    }

    private void ReadModel(RawJson value)
    {
        if (value.Kind == JsonValueKind.Null)
            return;
        if (value.Kind != JsonValueKind.String)
            throw Wrong("model", "a string");
        _model = value.AsText().ToString();
        _modelValue = JsonMembers.RangeOf(_body, value);
    }

    private void ReadMessages(RawJson value)
    {
        if (value.Kind != JsonValueKind.Array)
            throw Wrong("messages", "an array");
        _hasNoMessages = JsonMembers.IsEmptyList(value);
        var span = value.Utf8.Span;
        _promptBytes += span.Length;
        if (span.IndexOf("\"image_url\""u8) >= 0 || span.IndexOf("\"video_url\""u8) >= 0)
            _needs |= RequestNeeds.Vision;
        if (span.IndexOf("\"input_audio\""u8) >= 0)
            _needs |= RequestNeeds.Audio;
        if (span.IndexOf("\"file\""u8) >= 0 || span.IndexOf("\"document_url\""u8) >= 0)
            _needs |= RequestNeeds.Documents;
        for (var at = span.IndexOf(";base64,"u8); at >= 0; at = span.IndexOf(";base64,"u8))
        {
            span = span[at..];
            var length = Math.Max(1, span.IndexOf((byte)'"'));
            _media++;
            _promptBytes -= length;
            span = span[length..];
        }
    }

    private void ReadStreamOptions(RawJson value)
    {
        _streamOptionsValue = JsonMembers.RangeOf(_body, value);
        if (value.Kind == JsonValueKind.Null)
            return;
        if (value.Kind != JsonValueKind.Object)
            throw Wrong("stream_options", "an object");
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var option))
        {
            if (name.SequenceEqual("include_usage"u8))
                _includeUsage = Boolean(option, "stream_options.include_usage");
        }
    }

    private static bool Boolean(RawJson value, string name) => value.Kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False or JsonValueKind.Null => false,
        _ => throw Wrong(name, "true or false"),
    };

    private static int? Number(RawJson value, string name)
    {
        if (value.Kind == JsonValueKind.Null)
            return null;
        var reader = value.CreateReader();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
            return (int)number;
        throw Wrong(name, "a whole number");
    }

    /// <summary>A number of answers, of which 5.0 is one too; what is none is for those to refuse who have to give them.</summary>
    private static int CountOf(RawJson value) =>
        value.Kind == JsonValueKind.Number && Utf8Parser.TryParse(value.Utf8.Span, out double number, out var length) && length == value.Utf8.Length ? (int)Math.Clamp(number, 1, int.MaxValue) : 1;

    private static WireFormatException Wrong(string name, string expected) => new(name, $"{name} must be {expected}.");

    private readonly RequestHead Build() => new()
    {
        Model = _further.First(_model),
        Fallbacks = _further.Others(_model),
        FallbackMembers = _further.Members,
        Metadata = _metadata,
        Stream = _stream,
        StreamOptions = Asked(),
        Needs = _stream ? _needs | RequestNeeds.Streaming : _needs,
        MaxTokens = _limits.One,
        NeedsTranslation = _limits.AreTwo,
        Choices = _choices,
        ServiceTier = _serviceTier,
        ModelValue = _modelValue,
        StreamOptionsValue = _streamOptionsValue,
        EmptyMember = _hasNoMessages ? "messages" : null,
        EstimatedInputTokens = _promptBytes / BytesPerToken + _media * TokensOfMedium,
    };

    private readonly StreamOptions Asked()
    {
        var asked = _includeUsage ? new StreamOptions(IncludeUsage: true) : StreamOptions.None;
        if (_tools.IsAbsent)
            return asked;
        var echo = new Extras(Names.Dialect);
        echo.Add("tools", _tools);
        return asked with { Echo = echo };
    }
}
