using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads what routing needs of a request: the top-level members, once, with the input only searched through; and keeps what the response is to repeat.</summary>
internal ref struct HeadReader
{
    private const int TokensOfMedium = 1000;
    private const int BytesPerToken = 4;

    private readonly ReadOnlyMemory<byte> _body;
    private Members _seen;
    private string? _model;
    private bool _stream;
    private int? _limit;
    private RequestNeeds _needs;
    private int _promptBytes;
    private int _media;
    private Range _modelValue;
    private Extras? _echo;
    private string? _previous;
    private RawJson _metadata;
    private ServiceTier _serviceTier;
    private FurtherModels _further;
    private string? _state;
    private RawJson _input;
    private bool _isForgotten;
    private bool _hasInput;

    private HeadReader(ReadOnlyMemory<byte> body) => _body = body;

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
            if (!head._hasInput)
                throw InputNeed.Unmet();
            // Whoever keeps the reply reads the items in any case; other requests are left to whoever answers them.
            if (!head._isForgotten)
                InputNeed.DemandObjects(head._input);
            return head.Build();
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
        Input = 4,
        Tools = 8,
        Text = 16,
        Limit = 32,
        Reasoning = 64,
        Instructions = 128,
        Previous = 256,
        Store = 512,
    }

    private void ReadMember(ReadOnlySpan<byte> name, RawJson value)
    {
        if (name.SequenceEqual("model"u8) && Once(Members.Model, "model"))
            ReadModel(value);
        else if (name.SequenceEqual("input"u8) && Once(Members.Input, "input"))
            ReadInput(value);
        else if (InputNeed.IsSubstitute(name))
            ReadSubstitute(name, value);
        else if (name.SequenceEqual("stream"u8) && Once(Members.Stream, "stream"))
            _stream = Boolean(value, "stream");
        else if (name.SequenceEqual("store"u8) && Once(Members.Store, "store"))
            _isForgotten = value.Kind == JsonValueKind.False;
        else if (name.SequenceEqual("service_tier"u8))
            _serviceTier = ServiceTiers.Read(value);
        else if (!_further.TryRead(name, value))
            ReadRepeated(name, value);
    }

    private void ReadSubstitute(ReadOnlySpan<byte> name, RawJson value)
    {
        _hasInput |= value.Kind != JsonValueKind.Null;
        if (value.Kind != JsonValueKind.Null && name.SequenceEqual("conversation"u8))
            _state = "conversation";
        else if (value.Kind != JsonValueKind.Null && name.SequenceEqual("prompt"u8))
            _state = "prompt";
        else
            ReadRepeated(name, value);
    }

    private void ReadRepeated(ReadOnlySpan<byte> name, RawJson value)
    {
        if (Echo.NameOf(name) is not { } known)
            return;
        switch (known)
        {
            case "max_output_tokens" when Once(Members.Limit, known):
                _limit = Number(value, known);
                break;
            case "metadata":
                _metadata = value;
                break;
            case "tools" when Once(Members.Tools, known):
                ReadTools(value);
                break;
            case "instructions" when Once(Members.Instructions, known):
                _promptBytes += value.Utf8.Length;
                break;
            case "previous_response_id" when Once(Members.Previous, known):
                ReadPrevious(value);
                break;
            case "text" when Once(Members.Text, known):
                if (value.Utf8.Span.IndexOf("\"json_schema\""u8) >= 0)
                    _needs |= RequestNeeds.JsonSchema;
                break;
            case "reasoning" when Once(Members.Reasoning, known):
                if (value.Kind == JsonValueKind.Object && value.Utf8.Span.IndexOf("\"none\""u8) < 0 && value.Utf8.Span[1..^1].Trim(" \t\r\n"u8).Length > 0)
                    _needs |= RequestNeeds.Reasoning;
                break;
        }
        (_echo ??= new Extras(Names.Dialect)).Add(known, value);
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

    private void ReadPrevious(RawJson value)
    {
        if (value.Kind == JsonValueKind.Null)
            return;
        if (value.Kind != JsonValueKind.String)
            throw Wrong("previous_response_id", "a string");
        _previous = value.AsText().ToString();
        _state ??= "previous_response_id";
    }

    private void ReadTools(RawJson value)
    {
        if (value.Kind is not (JsonValueKind.Array or JsonValueKind.Null))
            throw Wrong("tools", "an array");
        _promptBytes += value.Utf8.Length;
        if (value.Kind == JsonValueKind.Array && !value.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty)
            _needs |= RequestNeeds.Tools;
    }

    private void ReadInput(RawJson value)
    {
        if (value.Kind is not (JsonValueKind.Array or JsonValueKind.String or JsonValueKind.Null))
            throw Wrong("input", "a string or an array");
        var span = value.Utf8.Span;
        _promptBytes += span.Length + (value.Kind == JsonValueKind.String ? BareText.BytesAround : 0);
        _hasInput |= value.Kind == JsonValueKind.String || value.Kind == JsonValueKind.Array && !span[1..^1].Trim(" \t\r\n"u8).IsEmpty;
        if (value.Kind != JsonValueKind.Array)
            return;
        _input = value;
        if (span.IndexOf("\"item_reference\""u8) >= 0)
            _state ??= "input";
        if (span.IndexOf("\"input_image\""u8) >= 0)
            _needs |= RequestNeeds.Vision;
        if (span.IndexOf("\"input_audio\""u8) >= 0)
            _needs |= RequestNeeds.Audio;
        if (span.IndexOf("\"input_file\""u8) >= 0)
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

    private static WireFormatException Wrong(string name, string expected) => new(name, $"{name} must be {expected}.");

    private readonly RequestHead Build() => new()
    {
        Model = _further.First(_model),
        Fallbacks = _further.Others(_model),
        FallbackMembers = _further.Members,
        NeedsTranslation = !_further.Members.IsEmpty,
        Metadata = _metadata,
        Stream = _stream,
        StreamOptions = _echo is null ? StreamOptions.None : StreamOptions.None with { Echo = _echo },
        Needs = _stream ? _needs | RequestNeeds.Streaming : _needs,
        MaxTokens = _limit,
        ServiceTier = _serviceTier,
        ModelValue = _modelValue,
        PreviousReply = _previous,
        StateMember = _state,
        KeepsReply = !_isForgotten,
        EstimatedInputTokens = _promptBytes / BytesPerToken + _media * TokensOfMedium,
    };
}
