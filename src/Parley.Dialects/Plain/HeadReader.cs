using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads what routing needs of a request: the top-level members, once, and the types of the messages' parts.</summary>
internal ref struct HeadReader
{
    private const int BytesPerToken = 4;

    private readonly ReadOnlyMemory<byte> _body;
    private Seen _seen;
    private RawJson _model;
    private RawJson _metadata;
    private RawJson _tools;
    private bool _stream;
    private bool _hasNoMessages;
    private bool _includeUsage;
    private int? _maxTokens;
    private int _choices = 1;
    private ServiceTier _serviceTier;
    private RequestNeeds _needs;
    private PromptScan _prompt;

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
        Reasoning = 64,
        StreamOptions = 128,
        Extras = 256,
        Metadata = 512,
        Choices = 1024,
        ServiceTier = 2048,
    }

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">The JSON is broken, there are no messages, or a member that is read here occurs twice or has the wrong type.</exception>
    public static RequestHead Read(ReadOnlyMemory<byte> body)
    {
        var head = new HeadReader(body);
        try
        {
            var members = new JsonMembers(body);
            while (members.Next(out var name, out var value))
                head.ReadMember(name, value);
            if ((head._seen & Seen.Messages) == Seen.None)
                throw new WireFormatException("messages", "messages is missing.");
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
            return;
        if ((_seen & member) != Seen.None)
            throw new WireFormatException(System.Text.Encoding.UTF8.GetString(name), $"The member {System.Text.Encoding.UTF8.GetString(name)} occurs twice.");
        _seen |= member;
        if (value.Kind != JsonValueKind.Null)
            Take(member, value);
        else if (member == Seen.Messages)
            throw Wrong("messages", "an array");
    }

    private static Seen MemberOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 when name.SequenceEqual("n"u8) => Seen.Choices,
        5 when name.SequenceEqual("model"u8) => Seen.Model,
        5 when name.SequenceEqual("tools"u8) => Seen.Tools,
        6 when name.SequenceEqual("stream"u8) => Seen.Stream,
        6 when name.SequenceEqual("extras"u8) => Seen.Extras,
        8 when name.SequenceEqual("messages"u8) => Seen.Messages,
        8 when name.SequenceEqual("metadata"u8) => Seen.Metadata,
        9 when name.SequenceEqual("reasoning"u8) => Seen.Reasoning,
        10 when name.SequenceEqual("max_tokens"u8) => Seen.MaxTokens,
        12 when name.SequenceEqual("service_tier"u8) => Seen.ServiceTier,
        14 when name.SequenceEqual("stream_options"u8) => Seen.StreamOptions,
        15 when name.SequenceEqual("response_format"u8) => Seen.ResponseFormat,
        _ => Seen.None,
    };

    private void Take(Seen member, RawJson value)
    {
        switch (member)
        {
            case Seen.Model:
                _model = Demand(value, JsonValueKind.String, "model", "a string");
                break;
            case Seen.Stream:
                _stream = value.Kind == JsonValueKind.True || (value.Kind == JsonValueKind.False ? false : throw Wrong("stream", "true or false"));
                break;
            case Seen.Messages:
                _prompt.AddMessages(Demand(value, JsonValueKind.Array, "messages", "an array"));
                _hasNoMessages = JsonMembers.IsEmptyList(value);
                break;
            case Seen.Tools when Demand(value, JsonValueKind.Array, "tools", "an array").Utf8.Span[1..^1].IndexOf((byte)'{') >= 0:
                _tools = value;
                _needs |= RequestNeeds.Tools;
                _prompt.AddText(value.Utf8.Length);
                break;
            case Seen.Metadata:
                _metadata = value;
                break;
            case Seen.MaxTokens:
                _maxTokens = Number(value, "max_tokens");
                break;
            case Seen.Choices:
                _choices = Math.Max(1, Number(value, "n"));
                break;
            case Seen.ServiceTier:
                _serviceTier = ServiceTiers.Read(value);
                break;
            case Seen.ResponseFormat when JsonMembers.Find(Demand(value, JsonValueKind.Object, "response_format", "an object"), "type"u8).Utf8.Span.SequenceEqual("\"json_schema\""u8):
                _needs |= RequestNeeds.JsonSchema;
                break;
            case Seen.Reasoning when WantsThoughts(Demand(value, JsonValueKind.Object, "reasoning", "an object")):
                _needs |= RequestNeeds.Reasoning;
                break;
            case Seen.StreamOptions:
                _includeUsage = JsonMembers.Find(value, "include_usage"u8).Kind == JsonValueKind.True;
                break;
        }
    }

    private static bool WantsThoughts(RawJson reasoning) =>
        JsonMembers.Find(reasoning, "enabled"u8).Kind != JsonValueKind.False
        && !JsonMembers.Find(reasoning, "effort"u8).Utf8.Span.SequenceEqual("\"none\""u8)
        && !JsonMembers.Find(reasoning, "budget_tokens"u8).Utf8.Span.SequenceEqual("0"u8);

    private static int Number(RawJson value, string name)
    {
        var reader = value.CreateReader();
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue)
            return (int)number;
        throw Wrong(name, "a whole number");
    }

    private static RawJson Demand(RawJson value, JsonValueKind kind, string name, string expected) => value.Kind == kind ? value : throw Wrong(name, expected);

    private static WireFormatException Wrong(string name, string expected) => new(name, $"{name} must be {expected}.");

    private readonly RequestHead Build() => new()
    {
        Model = _model.IsAbsent ? "" : _model.AsText().ToString(),
        ModelValue = _model.IsAbsent ? default : JsonMembers.RangeOf(_body, _model),
        Stream = _stream,
        StreamOptions = Asked(),
        MaxTokens = _maxTokens,
        Choices = _choices,
        ServiceTier = _serviceTier,
        Metadata = _metadata,
        EmptyMember = _hasNoMessages ? "messages" : null,
        Needs = _needs | _prompt.Needs | (_stream ? RequestNeeds.Streaming : RequestNeeds.None),
        EstimatedInputTokens = _prompt.Tokens(BytesPerToken),
    };

    /// <summary>The tools are kept for their calls: those of custom tools have a form of their own.</summary>
    private readonly StreamOptions Asked()
    {
        var asked = _includeUsage ? new StreamOptions(IncludeUsage: true) : StreamOptions.None;
        if (!OpenAICommon.CallForms.MayHave(_tools))
            return asked;
        var echo = new Extras(Names.Dialect);
        echo.Add("tools", _tools);
        return asked with { Echo = echo };
    }
}
